package io.trialstream.server;

import io.javalin.http.Context;
import io.trialstream.api.ExperimentEntry;
import io.trialstream.api.RequestRefusedException;
import io.trialstream.api.RequestRefusedException.Kind;
import io.trialstream.api.Submissions;
import io.trialstream.avro.EndState;
import io.trialstream.avro.ExperimentStatus;
import io.trialstream.coordinator.AskedExperiment;
import io.trialstream.coordinator.ExperimentView;
import io.trialstream.coordinator.TrialView;
import io.trialstream.topics.TrialIds;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Requests of workers that speak no Kafka: they ask for trials of an experiment without a command,
 * and tell of them. Answered where the experiment is owned.
 */
final class AskHandlers {
  private static final int MOST_TRIALS = 1000;
  private static final int LONGEST_METRIC = 1000;
  private static final int LONGEST_REASON = 1000;
  private static final String NAMELESS = "http";

  /** A directory that has not heard yet of an end is behind by this much at most. */
  private static final Duration DIRECTORY_LAG = Duration.ofSeconds(1);

  private static final List<EndState> END_STATES =
      List.of(EndState.COMPLETED, EndState.FAILED, EndState.STOPPED, EndState.CANCELED);

  private final Services.Holder services;
  private final Owners owners;
  private final Supplier<UUID> ids;
  private final TellEvents events;

  /**
   * @param ids names the executions of those who give no key
   */
  AskHandlers(Services.Holder services, Owners owners, Supplier<UUID> ids, InstantSource clock) {
    this.services = services;
    this.owners = owners;
    this.ids = ids;
    this.events = new TellEvents(clock);
  }

  void suggest(Context request) throws Exception {
    Query.of(request);
    Fields fields = Fields.of(request, "count", "worker");
    int count = (int) fields.whole("count", 1, MOST_TRIALS).orElse(1);
    String worker = fields.name("worker").orElse(NAMELESS);
    String id = request.pathParam("id");
    Optional<String> key = Optional.ofNullable(request.header(Routes.KEY_HEADER));
    if (key.isPresent()) {
      Submissions.checkKey(key.get());
    }
    String execution = "http-" + key.map(given -> hash(id, given)).orElseGet(ids);
    answer(
        request,
        id,
        asked ->
            new Asking(services.get().tells(), events)
                .ask(id, asked, new Asking.Asker(count, worker, execution)),
        view -> new AskJson.Suggested(List.of(), ended(id).name()));
  }

  /** The same for the same key of the same experiment. */
  private static UUID hash(String experiment, String key) {
    return UUID.nameUUIDFromBytes((experiment + " " + key).getBytes(StandardCharsets.UTF_8));
  }

  void report(Context request) throws Exception {
    Query.of(request);
    Fields fields = Fields.of(request, "attempt", "metric", "value", "seq", "worker");
    Telling.Teller teller = teller(request, fields);
    String expected = "the name of a metric, of 1 to %d characters".formatted(LONGEST_METRIC);
    String metric =
        Fields.required("metric", fields.text("metric", LONGEST_METRIC, expected), expected);
    Telling.Value value =
        new Telling.Value(
            metric, fields.number("value"), fields.whole("seq", 1, TellEvents.MOST_SEQ));
    answer(
        request,
        teller.experiment(),
        asked -> telling().report(asked, teller, value),
        view -> {
          throw over(view, teller);
        });
  }

  void complete(Context request) throws Exception {
    Query.of(request);
    Fields fields = Fields.of(request, "attempt", "state", "reason", "worker");
    Telling.Teller teller = teller(request, fields);
    EndState state = endState(fields);
    String reason =
        fields
            .text(
                "reason", LONGEST_REASON, "a text of 1 to %d characters".formatted(LONGEST_REASON))
            .orElse("");
    answer(
        request,
        teller.experiment(),
        asked -> telling().complete(asked, teller, state, reason),
        view -> {
          TrialView trial = find(view, teller);
          if (trial.attempts() != teller.attempt()) {
            throw over(view, teller);
          }
          return Telling.completed(teller, state, trial.state().name(), trial.reason());
        });
  }

  void heartbeat(Context request) throws Exception {
    Query.of(request);
    Telling.Teller teller = teller(request, Fields.of(request, "attempt", "worker"));
    answer(
        request,
        teller.experiment(),
        asked -> telling().renew(asked, teller),
        view -> {
          throw over(view, teller);
        });
  }

  private Telling telling() throws RequestRefusedException {
    return new Telling(services.get().tells(), events);
  }

  private static Telling.Teller teller(Context request, Fields fields)
      throws RequestRefusedException {
    String id = request.pathParam("id");
    String trial = request.pathParam("trial");
    int number =
        TrialIds.parse(trial)
            .filter(parsed -> parsed.experiment().equals(id))
            .map(TrialIds.TrialId::number)
            .orElseThrow(() -> Telling.unknown(id, trial));
    return new Telling.Teller(id, number, fields.attempt(), fields.name("worker"));
  }

  private static EndState endState(Fields fields) throws RequestRefusedException {
    String names = END_STATES.stream().map(Enum::name).collect(Collectors.joining(", "));
    String expected = "one of " + names;
    String given = Fields.required("state", fields.text("state", 100, expected), expected);
    return Arrays.stream(EndState.values())
        .filter(END_STATES::contains)
        .filter(state -> state.name().equals(given.toUpperCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () -> Query.refused("Field 'state' is '%s'; expected %s".formatted(given, expected)));
  }

  private interface WhileItRuns {
    Object answer(AskedExperiment asked) throws Exception;
  }

  private interface OnceEnded {
    Object answer(ExperimentView view) throws Exception;
  }

  private void answer(Context request, String id, WhileItRuns running, OnceEnded over)
      throws Exception {
    requireAsked(services.get().experiment(id));
    owners.answer(
        request,
        id,
        view -> {
          Optional<AskedExperiment> asked = services.get().queries().asked(id);
          if (asked.isPresent()) {
            Answers.json(request, running.answer(asked.get()));
          } else {
            ended(id);
            Answers.json(request, over.answer(view));
          }
        });
  }

  private static void requireAsked(ExperimentEntry entry) throws RequestRefusedException {
    Optional<String> pool = entry.summary().flatMap(ExperimentEntry.Summary::pool);
    if (pool.isPresent()) {
      throw Fence.conflict(
          "The trials of experiment '%s' have a command, which the workers of pool '%s' run; only where the file has no trial.command are trials asked for and told of here"
              .formatted(entry.record().getExperiment(), pool.get()));
    }
  }

  /** How an experiment ended that does not run here any more. */
  private ExperimentStatus ended(String id) throws RequestRefusedException, InterruptedException {
    return services
        .get()
        .experiments()
        .await(id, entry -> entry.record().getState() != ExperimentStatus.RUNNING, DIRECTORY_LAG)
        .map(entry -> entry.record().getState())
        .orElseThrow(
            () ->
                new RequestRefusedException(
                    Kind.UNAVAILABLE,
                    "Experiment '%s' goes to another server; ask again in a moment".formatted(id)));
  }

  private static RequestRefusedException over(ExperimentView view, Telling.Teller teller)
      throws RequestRefusedException {
    TrialView trial = find(view, teller);
    return Fence.ended(teller.trialId(), trial.state().name(), trial.reason());
  }

  private static TrialView find(ExperimentView view, Telling.Teller teller)
      throws RequestRefusedException {
    return view.trial(teller.trialId())
        .orElseThrow(() -> Telling.unknown(teller.experiment(), teller.trialId()));
  }
}
