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
import io.trialstream.topics.ResumedTrials;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Rebuilds the experiments that run from what the task's stores hold: the logs are there, since
 * they are restored by applying their journals.
 */
final class Recovery {
  private Recovery() {}

  /** Fills {@link Journals#active()}; nothing happens where that has been done. */
  static void recover(Journals journals, Snapshots snapshots) {
    if (journals.isRecovered()) {
      return;
    }
    journals.active().clear();
    snapshots.forEachExperiment(
        snapshot -> {
          Experiment experiment = snapshot.getExperiment();
          String id = experiment.getExperiment();
          if (experiment.getState() == ExperimentStatus.RUNNING) {
            Journal.Contents contents = contents(experiment, journals.journal(id));
            journals.active().put(id, recover(snapshot, snapshots.trials(id), contents));
          }
        });
    journals.recovered();
  }

  private static Journal.Contents contents(Experiment experiment, Optional<Journal> journal) {
    Optional<Journal.Contents> read = journal.flatMap(Journal::contents);
    Journal.Contents contents = read.isPresent() ? read.get() : unwritten(experiment);
    journal
        .flatMap(Journal::problem)
        .ifPresent(
            problem -> {
              throw new IllegalStateException(problem);
            });
    return contents;
  }

  /** What the journal of an experiment without records is about. */
  private static Journal.Contents unwritten(Experiment experiment) {
    try {
      Specification specification =
          ActiveExperiment.specification(
              experiment.getSpecification(),
              Optional.ofNullable(experiment.getBaseDirectory()).map(Path::of));
      return Journal.Contents.of(
          specification, new MetricLog(experiment.getExperiment(), specification));
    } catch (InvalidSettingsException e) {
      throw new IllegalStateException(
          "this version cannot read the running experiment "
              + experiment.getExperiment()
              + ": run the version that accepted it, or a later one; "
              + e.getMessage(),
          e);
    }
  }

  private static ActiveExperiment recover(
      ExperimentSnapshot snapshot, List<TrialSnapshot> trials, Journal.Contents contents) {
    Experiment experiment = snapshot.getExperiment();
    Specification specification =
        ResumedTrials.complete(contents.specification(), ResumedTrials.of(experiment));
    MetricLog log = contents.log();
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
    return snapshot.getImported() ? active : active.waitForEarlier();
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
