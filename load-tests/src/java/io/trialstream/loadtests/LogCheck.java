package io.trialstream.loadtests;

import io.trialstream.api.TrialJson;
import io.trialstream.api.TrialstreamClient;
import io.trialstream.avro.EndState;
import io.trialstream.avro.EventKind;
import io.trialstream.avro.MetricEvent;
import io.trialstream.experiment.Specification;
import io.trialstream.stopping.Decision;
import io.trialstream.stopping.Effect;
import io.trialstream.stopping.Standing;
import io.trialstream.testing.TopicReader;
import io.trialstream.topics.MetricLog;
import io.trialstream.topics.MetricView;
import io.trialstream.topics.TrialIds;
import io.trialstream.topics.TrialstreamConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Replays the topic {@code metrics} as it was written, and holds against it what the fleet has sent
 * and what the coordinator has counted and decided: nothing lost, nothing twice, nothing else.
 */
final class LogCheck {
  private static final int SHOWN = 3;

  /** A view is published a moment after what it shows. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final TrialstreamConfig config;
  private final Map<String, MetricLog> logs = new HashMap<>();
  private final Map<String, List<String>> replayed = new HashMap<>();
  private final Map<String, Integer> trials = new HashMap<>();
  private final List<String> failures = new ArrayList<>();
  private long reports;
  private long dropped;
  private long lost;
  private long decisions;

  /**
   * @param specifications of all experiments by id
   */
  LogCheck(TrialstreamConfig config, Map<String, Specification> specifications) {
    this.config = config;
    specifications.forEach((id, file) -> logs.put(id, new MetricLog(id, file)));
  }

  /**
   * Checks; the coordinator has processed everything.
   *
   * @param acknowledged the reports that the brokers said they have
   * @return what is wrong, a sentence each
   */
  List<String> check(long acknowledged, TrialstreamClient client) throws Exception {
    TopicReader.forEach(config, config.topics().metrics(), this::replay);
    if (reports != acknowledged) {
      failures.add(
          "%,d reports were acknowledged, and the log has %,d".formatted(acknowledged, reports));
    }
    if (dropped > 0) {
      failures.add("%,d records of the log do not count".formatted(dropped));
    }
    if (lost > 0) {
      failures.add("%,d trials were declared lost while their agents lived".formatted(lost));
    }
    decisions();
    for (Map.Entry<String, MetricLog> log : logs.entrySet()) {
      counts(log.getKey(), log.getValue(), client);
    }
    return List.copyOf(failures);
  }

  /** The decisions that a replay makes. */
  long replayedDecisions() {
    return decisions;
  }

  private void replay(ConsumerRecord<String, MetricEvent> record) {
    MetricEvent event = record.value();
    MetricLog log = logs.get(event.getExperiment());
    if (log == null) {
      failures.add("the log has a record of an unknown experiment, " + event.getExperiment());
      return;
    }
    if (event.getKind() == EventKind.REPORT) {
      reports++;
    }
    if (event.getState() == EndState.LOST) {
      lost++;
    }
    TrialIds.parse(event.getTrial())
        .ifPresent(trial -> trials.merge(event.getExperiment(), trial.number() + 1, Math::max));
    MetricLog.Reading reading = log.apply(MetricView.of(event));
    if (!(reading instanceof MetricLog.Reading.Applied applied)
        || !(applied.effect() instanceof Effect.Counted counted)) {
      dropped++;
      return;
    }
    for (Decision decision : counted.decisions()) {
      decisions++;
      replayed
          .computeIfAbsent(event.getExperiment(), id -> new ArrayList<>())
          .add(
              line(
                  TrialIds.of(event.getExperiment(), decision.trial()),
                  decision.attempt(),
                  decision.policy(),
                  decision.interval(),
                  decision.value(),
                  decision.limit(),
                  decision.peers(),
                  record.partition(),
                  record.offset()));
    }
  }

  private void decisions() {
    Map<String, List<String>> made = new HashMap<>();
    Set<String> stopped = new HashSet<>();
    TopicReader.forEach(
        config,
        config.topics().decisions(),
        record -> {
          io.trialstream.avro.Decision decision = record.value();
          if (!stopped.add(decision.getTrial() + "/" + decision.getAttempt())) {
            failures.add("a stop of trial " + decision.getTrial() + " was decided twice");
          }
          made.computeIfAbsent(decision.getExperiment(), id -> new ArrayList<>())
              .add(
                  line(
                      decision.getTrial(),
                      decision.getAttempt(),
                      decision.getPolicy(),
                      decision.getInterval(),
                      optional(decision.getValue()),
                      optional(decision.getLimit()),
                      decision.getPeers(),
                      decision.getPartition(),
                      decision.getOffset()));
        });
    for (String experiment : logs.keySet()) {
      List<String> live = made.getOrDefault(experiment, List.of());
      List<String> again = replayed.getOrDefault(experiment, List.of());
      if (!live.equals(again)) {
        int first = 0;
        while (first < Math.min(live.size(), again.size())
            && live.get(first).equals(again.get(first))) {
          first++;
        }
        failures.add(
            "%s: %,d decisions were made where a replay of the log makes %,d; they differ from number %,d on"
                .formatted(experiment, live.size(), again.size(), first + 1));
      }
    }
  }

  private static String line(
      String trial,
      int attempt,
      String policy,
      int interval,
      OptionalDouble value,
      OptionalDouble limit,
      int peers,
      int partition,
      long offset) {
    return "%s/%d %s at %d: %s against %s of %d, %d-%d"
        .formatted(trial, attempt, policy, interval, value, limit, peers, partition, offset);
  }

  private static OptionalDouble optional(Double value) {
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /** Holds the coordinator's count of each trial's intervals against the log's. */
  private void counts(String experiment, MetricLog log, TrialstreamClient client) throws Exception {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    List<String> wrong;
    while (!(wrong = wrong(experiment, log, client.trials(experiment, OptionalInt.empty())))
            .isEmpty()
        && System.nanoTime() < deadline) {
      LockSupport.parkNanos(STEP_NANOS);
    }
    if (!wrong.isEmpty()) {
      failures.add(
          "the coordinator counts other intervals than the log has for %,d trials: %s"
              .formatted(
                  wrong.size(),
                  String.join("; ", wrong.subList(0, Math.min(SHOWN, wrong.size())))));
    }
  }

  private List<String> wrong(String experiment, MetricLog log, List<TrialJson> shown) {
    Map<String, Integer> intervals = new HashMap<>();
    shown.forEach(trial -> intervals.put(trial.trial(), trial.intervals()));
    List<String> wrong = new ArrayList<>();
    for (int number = 0; number < trials.getOrDefault(experiment, 0); number++) {
      String id = TrialIds.of(experiment, number);
      int expected = log.log().standing(number).map(Standing::intervals).orElse(0);
      if (intervals.getOrDefault(id, 0) != expected) {
        wrong.add("%s has %d, not %d".formatted(id, intervals.getOrDefault(id, 0), expected));
      }
    }
    return wrong;
  }
}
