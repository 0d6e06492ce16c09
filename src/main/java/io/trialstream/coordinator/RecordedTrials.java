package io.trialstream.coordinator;

import io.trialstream.avro.EndState;
import io.trialstream.avro.EventKind;
import io.trialstream.experiment.Specification;
import io.trialstream.stopping.Decision;
import io.trialstream.stopping.Effect;
import io.trialstream.stopping.ExperimentLog;
import io.trialstream.topics.MetricLog;
import io.trialstream.topics.MetricView;
import java.util.Collection;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The trials of one experiment, from the records of its log: by the same rules as when it ran, so
 * what did not count then does not count here. Those that it resumed from itself are left out.
 */
final class RecordedTrials {
  private final MetricLog log;
  private final TreeMap<Integer, RecordedTrial> trials = new TreeMap<>();

  RecordedTrials(String experiment, Specification specification) {
    this.log = new MetricLog(experiment, specification);
  }

  /** Applies the next record of its partition, of whatever experiment. */
  void apply(MetricView record) {
    if (log.isOf(record)
        && log.apply(record) instanceof MetricLog.Reading.Applied applied
        && applied.trial() < ExperimentLog.FIRST_EARLIER
        && !(applied.effect() instanceof Effect.Dropped)) {
      take(applied, record);
    }
  }

  private void take(MetricLog.Reading.Applied applied, MetricView record) {
    RecordedTrial trial =
        trials.computeIfAbsent(applied.trial(), number -> new RecordedTrial(record.trial()));
    EndState state = record.state();
    if (record.kind() == EventKind.STARTED) {
      trial.started(record.event().getParameters());
    } else if (record.kind() == EventKind.ENDED && state != null) {
      trial.ended(state);
    } else if (applied.effect() instanceof Effect.Counted counted && counted.interval() > 0) {
      trial.reported(counted.interval(), record.value());
      for (Decision decision : counted.decisions()) {
        Optional.ofNullable(trials.get(decision.trial())).ifPresent(RecordedTrial::stop);
      }
    }
  }

  /** The trials in order of trial number. */
  Collection<RecordedTrial> trials() {
    return trials.values();
  }
}
