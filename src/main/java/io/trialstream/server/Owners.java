package io.trialstream.server;

import io.javalin.http.Context;
import io.javalin.http.Header;
import io.trialstream.api.RequestRefusedException;
import io.trialstream.api.RequestRefusedException.Kind;
import io.trialstream.coordinator.ExperimentView;
import io.trialstream.coordinator.Placement;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Answers requests where their experiment is owned: here, from its view, or with one hop to the
 * instance that owns it. While nobody does (the coordinator starts or rebalances, the owner has
 * just died) the request waits a moment and is refused with 503 then.
 */
final class Owners {
  /** Marks a request that came from another instance, which is not sent on. */
  static final String FORWARDED = "X-Trialstream-Forwarded";

  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final Duration HOP_TIMEOUT = Duration.ofSeconds(15);
  private static final List<String> PASSED_ON =
      List.of(Header.ACCEPT, Header.CONTENT_TYPE, Routes.USER_HEADER);
  private static final List<String> PASSED_BACK =
      List.of(Header.CONTENT_TYPE, Header.RETRY_AFTER, Header.LOCATION);

  private final Services.Holder services;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(1))
          .build();

  Owners(Services.Holder services) {
    this.services = services;
  }

  /** Answers the request from the view of its experiment. */
  interface Handler {
    void answer(ExperimentView view) throws Exception;
  }

  /** Has the request answered where the experiment is owned. */
  void answer(Context request, String experiment, Handler handler) throws Exception {
    Services started = services.get();
    started.experiment(experiment);
    long start = System.nanoTime();
    do {
      Placement placement = started.queries().locate(experiment);
      if (placement instanceof Placement.Here) {
        Optional<ExperimentView> view = started.queries().view(experiment);
        if (view.isPresent()) {
          handler.answer(view.get());
          return;
        }
      } else if (placement instanceof Placement.Elsewhere owner
          && request.header(FORWARDED) == null
          && forward(request, owner)) {
        return;
      }
      Thread.sleep(PAUSE.toMillis());
    } while (System.nanoTime() - start < PATIENCE.toNanos());
    throw new RequestRefusedException(
        Kind.UNAVAILABLE,
        "The coordinator is starting or rebalancing and nobody answers for experiment '%s' yet; ask"
                .formatted(experiment)
            + " again in a moment");
  }

  /** Has the owner answer; false where it cannot be reached. */
  private boolean forward(Context request, Placement.Elsewhere owner) throws InterruptedException {
    HttpRequest.Builder hop =
        HttpRequest.newBuilder(address(request, owner))
            .timeout(HOP_TIMEOUT)
            .header(FORWARDED, "1")
            .method(request.req().getMethod(), BodyPublishers.ofByteArray(request.bodyAsBytes()));
    for (String name : PASSED_ON) {
      Optional.ofNullable(request.header(name)).ifPresent(value -> hop.header(name, value));
    }
    HttpResponse<byte[]> answer;
    try {
      answer = http.send(hop.build(), BodyHandlers.ofByteArray());
    } catch (IOException e) {
      return false;
    }
    request.status(answer.statusCode()).result(answer.body());
    for (String name : PASSED_BACK) {
      answer.headers().firstValue(name).ifPresent(value -> request.header(name, value));
    }
    return true;
  }

  private static URI address(Context request, Placement.Elsewhere owner) {
    String host = owner.host().contains(":") ? "[" + owner.host() + "]" : owner.host();
    String query = request.queryString() == null ? "" : "?" + request.queryString();
    return URI.create("http://" + host + ":" + owner.port() + request.path() + query);
  }
}
