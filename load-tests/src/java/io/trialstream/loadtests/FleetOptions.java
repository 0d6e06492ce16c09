package io.trialstream.loadtests;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import picocli.CommandLine.Option;

/** The options that say what a virtual fleet is like, and the server that it loads. */
final class FleetOptions {
  private static final String HIGHEST = "max";
  private static final int TRIALS = 10_000;
  private static final double TRIAL_SECONDS = 60;
  private static final List<String> SERVER_JVM = List.of("-Xmx3g");

  @Option(
      names = "--trials",
      paramLabel = "N",
      description = "Trials that run at once (default: 10,000; soak: 1,000).")
  private Optional<Integer> trials = Optional.empty();

  @Option(
      names = "--rate",
      paramLabel = "EVENTS",
      description =
          "Reports a second of all trials together; max: looks for the highest rate that the"
              + " coordinator keeps up with, and measures at half of it (default: max; soak:"
              + " 5,000).")
  private Optional<String> rate = Optional.empty();

  @Option(
      names = "--trial-seconds",
      paramLabel = "SECONDS",
      description = "How long a trial reports that nobody stops (default: 60; soak: 20).")
  private Optional<Double> trialSeconds = Optional.empty();

  @Option(
      names = "--agents",
      defaultValue = "2",
      paramLabel = "N",
      description = "Agents on which the trials are (default: ${DEFAULT-VALUE}).")
  private int agents;

  @Option(
      names = "--server-jvm",
      split = " ",
      paramLabel = "OPTION",
      description = "Options of the server's JVM (default: -Xmx3g; soak: -Xms512m -Xmx512m).")
  private List<String> serverJvm = List.of();

  /**
   * The rate; empty for half of the highest.
   *
   * @throws LoadTestException where it is neither
   */
  OptionalDouble rate() {
    String given = rate.orElse(HIGHEST);
    return given.equals(HIGHEST) ? OptionalDouble.empty() : OptionalDouble.of(number(given));
  }

  /**
   * The rate, where there must be one.
   *
   * @throws LoadTestException where it is none
   */
  double rateOr(double usual) {
    return rate.isPresent() ? number(rate.get()) : usual;
  }

  private static double number(String given) {
    try {
      double number = Double.parseDouble(given);
      if (number > 0 && number < Double.POSITIVE_INFINITY) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new LoadTestException(
        "--rate is '%s'; expected a number of reports a second, or max, except with soak."
            .formatted(given));
  }

  int trials() {
    return trialsOr(TRIALS);
  }

  int trialsOr(int usual) {
    int given = trials.orElse(usual);
    if (given < 1) {
      throw new LoadTestException("--trials is %d; expected at least 1.".formatted(given));
    }
    return given;
  }

  double trialSecondsOr(double usual) {
    return trialSeconds.orElse(usual);
  }

  /** What the fleet is like, which takes so many suggestions at once at most. */
  VirtualFleet.Plan plan(int atOnce, long seed) {
    return plan(trials(), atOnce, trialSecondsOr(TRIAL_SECONDS), seed);
  }

  /** The same with other defaults. */
  VirtualFleet.Plan plan(int trials, int atOnce, double trialSeconds, long seed) {
    return new VirtualFleet.Plan(trials, agents, atOnce, trialSeconds, seed);
  }

  List<String> serverJvm() {
    return serverJvmOr(SERVER_JVM);
  }

  List<String> serverJvmOr(List<String> usual) {
    return serverJvm.isEmpty() ? usual : serverJvm;
  }
}
