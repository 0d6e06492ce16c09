package io.trialstream.cli.output;

import io.trialstream.api.DecisionJson;
import io.trialstream.api.ExperimentJson;
import io.trialstream.api.TrialJson;
import io.trialstream.sampling.ParameterValue;
import io.trialstream.sampling.ParameterValue.Flag;
import io.trialstream.sampling.ParameterValue.Real;
import io.trialstream.sampling.ParameterValue.Text;
import io.trialstream.sampling.ParameterValue.Whole;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** An experiment with a trial in each state, as the API answers it. */
public final class Samples {
  public static final Instant SUBMITTED = Instant.parse("2026-03-04T05:06:07Z");

  private Samples() {}

  public static ExperimentJson experiment(String state, ExperimentJson.Trials trials) {
    return experiment(state, trials, Optional.of(new ExperimentJson.Best("t_2", 0.97778)));
  }

  public static ExperimentJson experiment(
      String state, ExperimentJson.Trials trials, Optional<ExperimentJson.Best> best) {
    boolean running = state.equals("RUNNING");
    return new ExperimentJson(
        "t",
        Optional.empty(),
        state,
        running ? Optional.empty() : Optional.of("all 5 trials have ended"),
        Optional.empty(),
        SUBMITTED,
        running ? Optional.empty() : Optional.of(SUBMITTED.plusSeconds(95)),
        Optional.of("maximize"),
        Optional.of("accuracy"),
        OptionalLong.of(5),
        Optional.of("default"),
        7,
        trials,
        best,
        Optional.empty());
  }

  public static ExperimentJson ended() {
    return experiment("COMPLETED", new ExperimentJson.Trials(0, 0, 2, 1, 2, 0));
  }

  public static ExperimentJson running(long running, long completed) {
    return experiment("RUNNING", new ExperimentJson.Trials(0, running, completed, 0, 0, 0));
  }

  /** Two completed, two stopped, one failed without a score; best first. */
  public static List<TrialJson> trials() {
    return List.of(
        trial("t_2", "COMPLETED", 0.97778, 28, 30, "exit 0 after 30 values of `accuracy`"),
        trial("t_0", "COMPLETED", 0.96, 30, 30, "exit 0 after 30 values of `accuracy`"),
        trial("t_1", "STOPPED", 0.5, 3, 6, "median_stopping at interval 6: too low"),
        trial("t_4", "STOPPED", 0.098765, 1, 5, "median_stopping at interval 5: too low"),
        new TrialJson(
            "t_3",
            "FAILED",
            params(0.5, "tanh"),
            OptionalDouble.empty(),
            OptionalInt.empty(),
            0,
            3,
            Optional.of("exit 1: no such file"),
            Optional.empty()));
  }

  private static TrialJson trial(
      String id, String state, double score, int interval, int intervals, String reason) {
    return new TrialJson(
        id,
        state,
        params(score / 3, "relu"),
        OptionalDouble.of(score),
        OptionalInt.of(interval),
        intervals,
        1,
        Optional.of(reason),
        Optional.empty());
  }

  private static Map<String, ParameterValue> params(double rate, String activation) {
    Map<String, ParameterValue> params = new LinkedHashMap<>();
    params.put("rate", new Real(rate));
    params.put("units", new Whole(128));
    params.put("activation", new Text(activation));
    params.put("bias", new Flag(true));
    return params;
  }

  public static List<DecisionJson> decisions() {
    return List.of(
        decision("t_4", 5, OptionalDouble.of(0.098765), "median_stopping at interval 5: too low"),
        decision("t_1", 6, OptionalDouble.empty(), "median_stopping at interval 6: too low"));
  }

  private static DecisionJson decision(
      String trial, int interval, OptionalDouble value, String reason) {
    return new DecisionJson(
        trial,
        1,
        "median_stopping",
        interval,
        value,
        OptionalDouble.of(0.55),
        4,
        reason,
        OptionalInt.of(2),
        OptionalLong.of(1234),
        Optional.of(SUBMITTED));
  }
}
