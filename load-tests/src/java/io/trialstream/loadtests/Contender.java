package io.trialstream.loadtests;

import io.trialstream.experiment.ExperimentFile;
import io.trialstream.experiment.Specification;
import io.trialstream.settings.InvalidSettingsException;
import java.util.List;
import java.util.Optional;

/**
 * A sampler that takes part in a comparison.
 *
 * @param name on the command line and in the report
 * @param sampling the {@code sampling_algorithm} of an experiment file, in YAML
 */
record Contender(String name, String sampling) {
  private static final List<Contender> ALL =
      List.of(
          new Contender("random", "{type: random}"),
          new Contender("sobol", "{type: random, rule: sobol}"),
          new Contender("tpe", "{type: tpe}"),
          new Contender("bayesian", "{type: bayesian}"));

  /** All of them. */
  static List<Contender> all() {
    return ALL;
  }

  /**
   * The one of that name.
   *
   * @throws LoadTestException where there is none
   */
  static Contender of(String name) {
    return ALL.stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new LoadTestException(
                    "--samplers: there is no %s; there are %s."
                        .formatted(
                            name, String.join(", ", ALL.stream().map(Contender::name).toList()))));
  }

  /** Whether experiments can have it. */
  boolean exists() {
    try {
      parsed("{x: {type: uniform, min_value: 0, max_value: 1}}");
      return true;
    } catch (InvalidSettingsException e) {
      return false;
    }
  }

  /**
   * What an experiment file with this sampler and a search space says.
   *
   * @param space the {@code search_space}, in YAML on one line
   * @throws LoadTestException where the sampler does not take it
   */
  Specification on(String space) {
    try {
      return parsed(space);
    } catch (InvalidSettingsException e) {
      throw new LoadTestException(name + ": " + e.getMessage());
    }
  }

  private Specification parsed(String space) throws InvalidSettingsException {
    String file =
        """
        type: sweep
        trial: {command: train}
        search_space: %s
        sampling_algorithm: %s
        objective: {goal: minimize, primary_metric: value}
        limits: {max_total_trials: 1000000000}
        trialstream: {extended: true}
        """
            .formatted(space, sampling);
    return ExperimentFile.parse(file, Optional.empty()).specification();
  }
}
