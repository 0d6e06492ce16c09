package io.trialstream.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * A client of the REST API, blocking, safe for use by several threads. Every call throws {@link
 * ApiException} where the server refuses it or none answers; where the thread is interrupted it
 * throws that too and leaves the thread's interrupted status set. Answers that the server cannot
 * give yet (503) are asked for again for a while.
 */
public final class TrialstreamClient {
  /** The first event may stand behind many of other experiments. */
  private static final Duration FIRST_EVENT_TIMEOUT = Duration.ofMinutes(10);

  private final HttpExchange exchange;

  /**
   * A client that gives up at once where no server answers.
   *
   * @param server the server's address, such as {@code http://localhost:8080}
   * @throws IllegalArgumentException with a sentence, where that is no http or https address
   */
  public TrialstreamClient(URI server) {
    this(HttpExchange.with(server));
  }

  private TrialstreamClient(HttpExchange exchange) {
    this.exchange = exchange;
  }

  /**
   * The same client, which tries this long to reach a server that does not answer, as one that is
   * restarted does not for a while.
   */
  public TrialstreamClient withPatience(Duration patience) {
    return new TrialstreamClient(exchange.withPatience(patience));
  }

  /** The server's address. */
  public URI server() {
    return exchange.server();
  }

  /**
   * Submits an experiment file and returns when the experiment exists.
   *
   * @param text the file's text
   * @param baseDirectory the absolute folder from which its relative paths start, as workers see it
   * @param idempotencyKey the request's identity: however often it is sent, one experiment comes of
   *     it; empty for a fresh one
   */
  public Submitted submit(
      String text, Optional<Path> baseDirectory, Optional<String> idempotencyKey)
      throws ApiException {
    String query =
        baseDirectory.map(folder -> "?base_directory=" + encode(folder.toString())).orElse("");
    HttpRequest request =
        exchange
            .request("/experiments" + query)
            .header("Content-Type", "application/yaml")
            .header("Idempotency-Key", idempotencyKey.orElseGet(() -> UUID.randomUUID().toString()))
            .POST(BodyPublishers.ofString(text))
            .build();
    return read(exchange.text(request, true), Submitted.class);
  }

  /**
   * The experiments, newest first.
   *
   * @param state only those in this state; empty for all
   * @param limit at most this many, from 1
   */
  public List<ExperimentJson> experiments(Optional<String> state, int limit) throws ApiException {
    String filter = state.map(name -> "&state=" + encode(name)).orElse("");
    return get("/experiments?limit=" + limit + filter, Experiments.class).experiments();
  }

  /** One experiment, with its specification. */
  public ExperimentJson experiment(String id) throws ApiException {
    return get(path(id), ExperimentJson.class);
  }

  /**
   * An experiment's trials, best first.
   *
   * @param top the first so many; empty for all
   */
  public List<TrialJson> trials(String id, OptionalInt top) throws ApiException {
    String query = top.isPresent() ? "?top=" + top.getAsInt() : "";
    return get(path(id) + "/trials" + query, Trials.class).trials();
  }

  /** One trial of an experiment. */
  public TrialJson trial(String id, String trial) throws ApiException {
    return get(path(id) + "/trials/" + encode(trial), TrialJson.class);
  }

  /**
   * The best trial; empty where none has a score.
   *
   * @param includeFailed whether FAILED trials count
   * @param includeCanceled whether CANCELED and STOPPED trials count
   */
  public Optional<TrialJson> best(String id, boolean includeFailed, boolean includeCanceled)
      throws ApiException {
    String query = "?include_failed=" + includeFailed + "&include_canceled=" + includeCanceled;
    try {
      return Optional.of(get(path(id) + "/best" + query, TrialJson.class));
    } catch (ApiException e) {
      if (e.type().equals(ProblemJson.NO_SCORE)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * Hands over the records of an experiment's log that count, in log order.
   *
   * @param trial only this trial's; empty for all
   */
  public void events(String id, Optional<String> trial, Consumer<EventJson> consumer)
      throws ApiException {
    String query = trial.map(name -> "?trial=" + encode(name)).orElse("");
    HttpRequest request =
        exchange
            .request(path(id) + "/metrics" + query)
            .header("Accept", "application/x-ndjson")
            .timeout(FIRST_EVENT_TIMEOUT)
            .build();
    new EventReader(exchange, request, consumer).read();
  }

  /** An experiment's stops, in order. */
  public List<DecisionJson> decisions(String id) throws ApiException {
    return get(path(id) + "/decisions", Decisions.class).decisions();
  }

  /**
   * Asks for an experiment to be canceled; it ends when its trials have.
   *
   * @param reason why, for those who read it later
   */
  public void cancel(String id, String reason) throws ApiException {
    post(path(id) + ":cancel", reason);
  }

  /**
   * Asks for one trial to be canceled.
   *
   * @param reason why, for those who read it later
   */
  public void stop(String id, String trial, String reason) throws ApiException {
    post(path(id) + "/trials/" + encode(trial) + ":stop", reason);
  }

  /** Whether a server answers and is ready for requests; asked once. */
  public boolean ready() {
    return exchange.succeeds(exchange.request("/health/ready").build());
  }

  private <T> T get(String path, Class<T> type) throws ApiException {
    return read(exchange.text(exchange.request(path).build(), true), type);
  }

  private void post(String path, String reason) throws ApiException {
    HttpRequest request =
        exchange
            .request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(Json.write(Map.of("reason", reason))))
            .build();
    exchange.text(request, false);
  }

  private <T> T read(String body, Class<T> type) throws ApiException {
    try {
      return Json.read(body, type);
    } catch (JsonProcessingException e) {
      throw exchange.foreign(e);
    }
  }

  private static String path(String experiment) {
    return "/experiments/" + encode(experiment);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private record Experiments(List<ExperimentJson> experiments) {}

  private record Trials(List<TrialJson> trials) {}

  private record Decisions(List<DecisionJson> decisions) {}
}
