package io.trialstream.coordinator;

import io.trialstream.avro.Experiment;
import io.trialstream.avro.ExperimentStatus;
import io.trialstream.avro.state.ExperimentSnapshot;
import io.trialstream.avro.state.TrialSnapshot;
import io.trialstream.experiment.Specification;
import io.trialstream.scheduling.ExperimentScheduler;
import io.trialstream.scheduling.ExperimentState;
import io.trialstream.settings.InvalidSettingsException;
import io.trialstream.topics.MetricLog;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Rebuilds the experiments that run from what the task's stores hold, each log from where this
 * instance left it.
 */
final class Recovery {
  private Recovery() {}

  /** Fills {@link Journals#active()}; nothing happens where that has been done. */
  static void recover(Journals journals, Snapshots snapshots) {
    if (journals.isRecovered()) {
      return;
    }
    Map<String, ActiveExperiment> before = Map.copyOf(journals.active());
    journals.active().clear();
    for (ExperimentSnapshot snapshot : snapshots.experiments()) {
      Experiment experiment = snapshot.getExperiment();
      String id = experiment.getExperiment();
      if (experiment.getState() == ExperimentStatus.RUNNING) {
        Optional<MetricLog> log = Optional.ofNullable(before.get(id)).map(ActiveExperiment::log);
        journals
            .active()
            .put(id, recover(snapshot, snapshots.trials(id), log, journals.restored(id)));
      }
    }
    journals.recovered();
  }

  private static ActiveExperiment recover(
      ExperimentSnapshot snapshot,
      List<TrialSnapshot> trials,
      Optional<MetricLog> before,
      List<byte[]> segments) {
    Experiment experiment = snapshot.getExperiment();
    Specification specification;
    try {
      specification = ActiveExperiment.specification(experiment);
    } catch (InvalidSettingsException e) {
      throw new IllegalStateException(
          "this version cannot read the running experiment "
              + experiment.getExperiment()
              + ": run the version that accepted it, or a later one; "
              + e.getMessage(),
          e);
    }
    MetricLog log =
        before.orElseGet(() -> new MetricLog(experiment.getExperiment(), specification));
    for (byte[] segment : segments) {
      JournalSegment.replay(segment, log.log(), specification.objective().primaryMetric());
    }
    ExperimentScheduler scheduler =
        ExperimentScheduler.restore(
            specification,
            specification.sampler(experiment.getSeed()),
            experiment.getSubmitted().toEpochMilli(),
            state(snapshot),
            trials.stream().map(TrialSnapshots::trial).toList());
    if (log.log().ranking(1).length > 0) {
      scheduler.scored();
    }
    ActiveExperiment active =
        new ActiveExperiment(
            experiment, specification, log, scheduler, TrialSnapshots.decisions(trials));
    trials.forEach(trial -> active.changed(trial.getNumber()));
    return active;
  }

  private static ExperimentState state(ExperimentSnapshot snapshot) {
    ExperimentStatus ending = snapshot.getEnding();
    return ending == null
        ? new ExperimentState.Running()
        : new ExperimentState.Ending(
            io.trialstream.scheduling.ExperimentStatus.valueOf(ending.name()),
            snapshot.getEndingReason());
  }
}
