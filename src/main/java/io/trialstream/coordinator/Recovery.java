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

/** Rebuilds the experiments that run from what the task's stores hold. */
final class Recovery {
  private Recovery() {}

  /** Fills {@link Journals#active()}; nothing happens where that has been done. */
  static void recover(Journals journals, Snapshots snapshots) {
    if (journals.isRecovered()) {
      return;
    }
    for (ExperimentSnapshot snapshot : snapshots.experiments()) {
      Experiment experiment = snapshot.getExperiment();
      if (experiment.getState() == ExperimentStatus.RUNNING) {
        journals
            .active()
            .put(
                experiment.getExperiment(),
                recover(
                    snapshot,
                    snapshots.trials(experiment.getExperiment()),
                    journals.restored(experiment.getExperiment())));
      }
    }
    journals.recovered();
  }

  private static ActiveExperiment recover(
      ExperimentSnapshot snapshot, List<TrialSnapshot> trials, List<byte[]> segments) {
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
    MetricLog log = new MetricLog(experiment.getExperiment(), specification);
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
