package io.trialstream.server;

import io.javalin.http.Context;
import io.javalin.http.Header;
import io.trialstream.coordinator.Placement;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/** Sends a request on to the instance that owns its experiment, which sends it no further. */
final class Hop {
  /** Marks a request that came from another instance. */
  static final String FORWARDED = "X-Trialstream-Forwarded";

  /** Marks the answer of an instance that does not own what it was sent. */
  static final String NOT_HERE = "X-Trialstream-Not-Here";

  /**
   * Requests on their way to one instance at most: one that is frozen must not take all threads.
   */
  private static final int MOST_AT_ONCE = 48;

  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final List<String> PASSED_ON =
      List.of(Header.ACCEPT, Header.CONTENT_TYPE, Routes.USER_HEADER, Routes.KEY_HEADER);
  private static final List<String> PASSED_BACK =
      List.of(Header.CONTENT_TYPE, Header.RETRY_AFTER, Header.LOCATION);

  private final Map<Placement.Elsewhere, Semaphore> underWay = new ConcurrentHashMap<>();
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(1))
          .build();

  /** What came of it. */
  sealed interface Outcome {
    /** The owner's answer was passed back. */
    record Answered() implements Outcome {}

    /** Nothing was done there; another attempt may reach the owner. */
    record NotDone(String why) implements Outcome {}

    /** The connection ended without an answer: what was asked may have been done. */
    record Unknown(String why) implements Outcome {}
  }

  /** Has the owner answer the request. */
  Outcome send(Context request, Placement.Elsewhere owner) throws InterruptedException {
    Semaphore permits = underWay.computeIfAbsent(owner, at -> new Semaphore(MOST_AT_ONCE));
    if (!permits.tryAcquire()) {
      return new Outcome.NotDone("too many requests wait for it");
    }
    try {
      return pass(request, http.send(hop(request, owner), BodyHandlers.ofByteArray()));
    } catch (ConnectException | HttpConnectTimeoutException e) {
      return new Outcome.NotDone("no connection");
    } catch (IOException e) {
      return new Outcome.Unknown("no answer");
    } finally {
      permits.release();
    }
  }

  private static Outcome pass(Context request, HttpResponse<byte[]> answer) {
    if (answer.headers().firstValue(NOT_HERE).isPresent()) {
      return new Outcome.NotDone("it does not own the experiment, or not yet");
    }
    request.status(answer.statusCode()).result(answer.body());
    for (String name : PASSED_BACK) {
      answer.headers().firstValue(name).ifPresent(value -> request.header(name, value));
    }
    return new Outcome.Answered();
  }

  private static HttpRequest hop(Context request, Placement.Elsewhere owner) {
    HttpRequest.Builder hop =
        HttpRequest.newBuilder(address(request, owner))
            .timeout(TIMEOUT)
            .header(FORWARDED, "1")
            .method(request.req().getMethod(), BodyPublishers.ofByteArray(request.bodyAsBytes()));
    for (String name : PASSED_ON) {
      Optional.ofNullable(request.header(name)).ifPresent(value -> hop.header(name, value));
    }
    return hop.build();
  }

  private static URI address(Context request, Placement.Elsewhere owner) {
    String query = request.queryString() == null ? "" : "?" + request.queryString();
    return URI.create("http://" + authority(owner) + request.path() + query);
  }

  /** The owner's address as it stands in a URI. */
  static String authority(Placement.Elsewhere owner) {
    String host = owner.host().contains(":") ? "[" + owner.host() + "]" : owner.host();
    return host + ":" + owner.port();
  }
}
