package io.trialstream.server;

import io.trialstream.avro.Decision;
import io.trialstream.avro.TrialStatus;
import io.trialstream.coordinator.ExperimentView;
import io.trialstream.coordinator.TrialView;
import io.trialstream.sampling.Parameter;
import io.trialstream.sampling.ParameterValue;
import io.trialstream.sampling.SamplingModel.Basis;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** A view of fixed trials, best first. */
record PlayedView(List<TrialView> trials, List<Decision> decisions) implements ExperimentView {

  /** Experiment {@code x} with a running best, a stopped second, and a third without a score. */
  static PlayedView ofThree() {
    return new PlayedView(
        List.of(
            trial(2, TrialStatus.RUNNING, OptionalDouble.of(0.75), ""),
            trial(0, TrialStatus.STOPPED, OptionalDouble.of(0.5), "It was worse."),
            trial(1, TrialStatus.FAILED, OptionalDouble.empty(), "Exit 1.")),
        List.of(
            Decision.newBuilder()
                .setExperiment("x")
                .setTrial("x_0")
                .setAttempt(1)
                .setPolicy("median_stopping")
                .setInterval(6)
                .setValue(0.5)
                .setLimit(0.625)
                .setPeers(3)
                .setReason("It was worse.")
                .setPartition(0)
                .setOffset(17)
                .setTime(Instant.EPOCH)
                .build()));
  }

  static PlayedView withoutScores() {
    return new PlayedView(
        List.of(trial(0, TrialStatus.QUEUED, OptionalDouble.empty(), "")), List.of());
  }

  private static TrialView trial(
      int number, TrialStatus state, OptionalDouble score, String reason) {
    return new TrialView(
        "x_" + number,
        number,
        state,
        List.of(
            new Parameter("rate", new ParameterValue.Real(0.5)),
            new Parameter("layers", new ParameterValue.Whole(2))),
        score,
        score.isPresent() ? OptionalInt.of(4) : OptionalInt.empty(),
        6,
        1,
        reason,
        number == 2 ? Optional.of(new Basis("bayesian", 41, 3, 17)) : Optional.empty());
  }

  @Override
  public List<TrialView> top(int k) {
    return trials.subList(0, Math.min(k, trials.size()));
  }

  @Override
  public Optional<TrialView> trial(String id) {
    return trials.stream().filter(trial -> trial.trial().equals(id)).findFirst();
  }

  @Override
  public Optional<TrialView> best(boolean includeFailed, boolean includeCanceled) {
    return trials.stream()
        .filter(trial -> trial.score().isPresent())
        .filter(trial -> includeFailed || trial.state() != TrialStatus.FAILED)
        .filter(trial -> includeCanceled || trial.state() != TrialStatus.STOPPED)
        .findFirst();
  }
}
