package io.trialstream.cli.output;

import io.trialstream.api.DecisionJson;
import io.trialstream.api.ExperimentJson;
import io.trialstream.api.TrialJson;
import io.trialstream.sampling.ParameterValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * How an experiment ended, as {@code run} and {@code demo} print it in JSON.
 *
 * @param experiment its id
 * @param state its state
 * @param best its best trial; empty where none has a score
 * @param trials its trials, best first
 * @param decisions the stops, in order
 */
public record RunResult(
    String experiment,
    String state,
    Optional<Best> best,
    List<Trial> trials,
    List<Decision> decisions) {

  /**
   * The best trial.
   *
   * @param trial its id
   * @param params its hyperparameters by name
   * @param score its score
   * @param state its state
   * @param interval the interval where the score was reached, from 1
   */
  public record Best(
      String trial,
      Map<String, ParameterValue> params,
      OptionalDouble score,
      String state,
      OptionalInt interval) {
    private static Best of(TrialJson trial) {
      return new Best(
          trial.trial(), trial.params(), trial.score(), trial.state(), trial.interval());
    }
  }

  /**
   * A trial.
   *
   * @param trial its id
   * @param state its state
   * @param params its hyperparameters by name
   * @param score its score; empty where there is none
   * @param intervals the intervals reported that stand
   * @param attempts the attempts
   * @param reason why it is in this state; empty where nothing is to be said
   */
  public record Trial(
      String trial,
      String state,
      Map<String, ParameterValue> params,
      OptionalDouble score,
      int intervals,
      int attempts,
      Optional<String> reason) {}

  /**
   * A stop by the policy, with its evidence.
   *
   * @param trial the trial's id
   * @param attempt the attempt that was stopped, from 1
   * @param policy the policy's name
   * @param interval the interval that was judged, from 1
   * @param value what was judged; empty where there is no finite value
   * @param limit what it was held against; empty where the policy has none
   * @param peers the number of trials that the rule compared
   */
  public record Decision(
      String trial,
      int attempt,
      String policy,
      int interval,
      OptionalDouble value,
      OptionalDouble limit,
      int peers) {}

  /**
   * The result from what the API says.
   *
   * @param trials the trials, best first
   * @param decisions the stops, in order
   */
  public static RunResult of(
      ExperimentJson experiment, List<TrialJson> trials, List<DecisionJson> decisions) {
    return new RunResult(
        experiment.experiment(),
        experiment.state(),
        trials.stream().limit(1).filter(best -> best.score().isPresent()).map(Best::of).findFirst(),
        trials.stream().map(RunResult::trial).toList(),
        decisions.stream().map(RunResult::decision).toList());
  }

  /** Whether it completed with a score. */
  public boolean succeeded() {
    return state.equals("COMPLETED") && best.isPresent();
  }

  private static Trial trial(TrialJson trial) {
    return new Trial(
        trial.trial(),
        trial.state(),
        trial.params(),
        trial.score(),
        trial.intervals(),
        trial.attempts(),
        trial.reason());
  }

  private static Decision decision(DecisionJson decision) {
    return new Decision(
        decision.trial(),
        decision.attempt(),
        decision.policy(),
        decision.interval(),
        decision.value(),
        decision.limit(),
        decision.peers());
  }
}
