package io.trialstream.coordinator;

import io.trialstream.avro.EndState;
import io.trialstream.avro.EventKind;
import io.trialstream.avro.MetricEvent;
import io.trialstream.avro.Parameter;
import it.unimi.dsi.fastutil.doubles.DoubleArrayList;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A trial as the log of its experiment has it in the end: one attempt, with what stands of it. */
final class RecordedTrial {
  /** The execution of every imported trial: the same each time, so that repeats are duplicates. */
  private static final String EXECUTION = "imported";

  private final String id;
  private final DoubleArrayList values = new DoubleArrayList();
  private @Nullable List<Parameter> parameters;
  private EndState end = EndState.CANCELED;
  private boolean stopped;

  RecordedTrial(String id) {
    this.id = id;
  }

  /** An attempt started with these hyperparameters. */
  void started(@Nullable List<Parameter> with) {
    parameters = with == null ? parameters : with;
  }

  /** The primary metric was reported; behind a stop by the policy it does not stand. */
  void reported(int interval, double value) {
    if (!stopped) {
      values.size(interval - 1);
      values.add(value);
    }
  }

  /** The policy stopped it. */
  void stop() {
    stopped = true;
  }

  /** An attempt ended. The last of those that were lost has failed the trial. */
  void ended(EndState how) {
    end = how == EndState.LOST ? EndState.FAILED : how;
  }

  /**
   * Its records in the log of an experiment that resumes.
   *
   * @param experiment the id of that experiment
   */
  void writeTo(String experiment, String primaryMetric, Instant now, Consumer<MetricEvent> to) {
    to.accept(event(experiment, 1, EventKind.STARTED, now).setParameters(parameters).build());
    for (int i = 0; i < values.size(); i++) {
      to.accept(
          event(experiment, i + 2, EventKind.REPORT, now)
              .setMetric(primaryMetric)
              .setValue(values.getDouble(i))
              .build());
    }
    to.accept(
        event(experiment, values.size() + 2, EventKind.ENDED, now)
            .setState(stopped ? EndState.STOPPED : end)
            .build());
  }

  private MetricEvent.Builder event(String experiment, long seq, EventKind kind, Instant now) {
    return MetricEvent.newBuilder()
        .setExperiment(experiment)
        .setTrial(id)
        .setAttempt(1)
        .setExecution(EXECUTION)
        .setSeq(seq)
        .setKind(kind)
        .setTime(now);
  }
}
