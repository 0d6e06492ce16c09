package io.trialstream.testing;

import io.trialstream.avro.Decision;
import io.trialstream.avro.MetricEvent;
import io.trialstream.experiment.Specification;
import io.trialstream.stopping.Effect;
import io.trialstream.stopping.Standing;
import io.trialstream.topics.MetricLog;
import io.trialstream.topics.MetricView;
import io.trialstream.topics.TrialIds;
import io.trialstream.topics.TrialstreamConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * What the log of the experiments gives when it is read from the beginning in one go: the decisions
 * and every standing that a trial ever had.
 */
public final class DecisionLog {
  private final Map<String, List<Made>> decisions = new HashMap<>();
  private final Map<String, Set<Shown>> standings = new HashMap<>();

  /** A decision with its evidence and the offset of the report that caused it. */
  public record Made(
      String trial,
      int attempt,
      int interval,
      @Nullable Double value,
      @Nullable Double limit,
      int peers,
      long offset) {

    /** One that the coordinator made. */
    static Made of(Decision decision) {
      return new Made(
          decision.getTrial(),
          decision.getAttempt(),
          decision.getInterval(),
          decision.getValue(),
          decision.getLimit(),
          decision.getPeers(),
          decision.getOffset());
    }
  }

  /** What a view shows of a trial that the log alone determines. */
  public record Shown(String trial, int intervals, @Nullable Double score) {}

  private DecisionLog() {}

  /** Replays the log of the experiments as it is now. */
  public static DecisionLog replay(
      TrialstreamConfig config, Map<String, Specification> specifications) {
    Map<String, MetricLog> logs = new HashMap<>();
    specifications.forEach((id, read) -> logs.put(id, new MetricLog(id, read)));
    DecisionLog replayed = new DecisionLog();
    for (ConsumerRecord<String, MetricEvent> record :
        TopicReader.read(config, config.topics().metrics())) {
      MetricLog log = logs.get(record.key());
      if (log != null) {
        replayed.apply(record.key(), log, record);
      }
    }
    return replayed;
  }

  private void apply(String experiment, MetricLog log, ConsumerRecord<String, MetricEvent> record) {
    if (!(log.apply(MetricView.of(record.value())) instanceof MetricLog.Reading.Applied applied)) {
      return;
    }
    if (applied.effect() instanceof Effect.Counted counted) {
      for (io.trialstream.stopping.Decision made : counted.decisions()) {
        decisions
            .computeIfAbsent(experiment, id -> new ArrayList<>())
            .add(
                new Made(
                    TrialIds.of(experiment, made.trial()),
                    made.attempt(),
                    made.interval(),
                    orNull(made.value()),
                    orNull(made.limit()),
                    made.peers(),
                    record.offset()));
      }
    }
    log.log()
        .standing(applied.trial())
        .ifPresent(standing -> standings(experiment).add(shown(experiment, standing)));
  }

  private Set<Shown> standings(String experiment) {
    return standings.computeIfAbsent(experiment, id -> new HashSet<>());
  }

  private static Shown shown(String experiment, Standing standing) {
    return new Shown(
        TrialIds.of(experiment, standing.trial()), standing.intervals(), orNull(standing.score()));
  }

  /** The decisions of an experiment, in order. */
  public List<Made> decisions(String experiment) {
    return decisions.getOrDefault(experiment, List.of());
  }

  /** Those of the given standings that no trial of the experiment ever had. */
  public Set<Shown> neverStood(String experiment, Set<Shown> shown) {
    Set<Shown> wrong = new LinkedHashSet<>(shown);
    wrong.removeAll(standings(experiment));
    return wrong;
  }

  /** The decisions that the coordinator made about an experiment, in order. */
  public static List<Made> made(TrialstreamConfig config, String experiment) {
    return TopicReader.values(config, config.topics().decisions()).stream()
        .filter(decision -> decision.getExperiment().equals(experiment))
        .map(Made::of)
        .toList();
  }

  private static @Nullable Double orNull(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }
}
