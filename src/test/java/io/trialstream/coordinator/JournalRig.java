package io.trialstream.coordinator;

import io.trialstream.avro.Experiment;
import io.trialstream.avro.ExperimentStatus;
import io.trialstream.avro.MetricEvent;
import io.trialstream.experiment.Specification;
import io.trialstream.scheduling.ExperimentScheduler;
import io.trialstream.settings.InvalidSettingsException;
import io.trialstream.topics.MetricLog;
import io.trialstream.topics.MetricView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A journal of the experiment "exp" that is written to a list in the place of a topic. */
final class JournalRig {
  /** A record of the changelog. */
  record Kept(long number, byte @Nullable [] value) {}

  final List<Kept> changelog;
  final ActiveExperiment experiment;
  final Journal journal;
  private long offset;

  /** A new experiment. */
  JournalRig() {
    changelog = new ArrayList<>();
    experiment = active(new MetricLog("exp", specification()));
    journal = new Journal(experiment);
  }

  /** An instance that goes on where another one's changelog ends. */
  JournalRig(Journal restored, List<Kept> changelog) {
    this.changelog = changelog;
    experiment = active(restored.contents().orElseThrow().log());
    journal = restored;
  }

  static Experiment submitted() {
    return Experiment.newBuilder()
        .setExperiment("exp")
        .setRequest("r")
        .setSpecification(
            Sweeps.sweep(10_000, 8, Sweeps.MEDIAN + "\ntrialstream: {resume_from: [old]}"))
        .setSeed(7)
        .setState(ExperimentStatus.RUNNING)
        .setSubmitted(Instant.EPOCH)
        .setMetricsPartition(0)
        .setMetricsFrom(0)
        .setQueued(0)
        .setRunning(0)
        .setCompleted(0)
        .setFailed(0)
        .setStopped(0)
        .setCanceled(0)
        .build();
  }

  static Specification specification() {
    try {
      return ActiveExperiment.specification(submitted());
    } catch (InvalidSettingsException e) {
      throw new AssertionError(e);
    }
  }

  private static ActiveExperiment active(MetricLog log) {
    Specification specification = specification();
    return new ActiveExperiment(
        submitted(),
        specification,
        log,
        new ExperimentScheduler(specification, specification.sampler(7), 0),
        List.of());
  }

  /** Applies a record, and adds it to the journal where it belongs there. */
  void apply(MetricEvent event) {
    MetricView record = MetricView.of(event);
    if (experiment.log().apply(record) instanceof MetricLog.Reading.Applied applied
        && JournalEvents.holds(applied.effect())) {
      journal.append(applied, record, offset, true);
    }
    offset++;
  }

  void commit() {
    journal.commit((number, value) -> changelog.add(new Kept(number, value)));
  }

  /** Reads records of a changelog, in order. */
  static void read(List<Kept> records, Journal to) {
    for (Kept record : records) {
      byte[] value = record.value();
      if (value != null) {
        to.read(record.number(), value);
      }
    }
  }
}
