package io.trialstream.cli;

import io.trialstream.experiment.PolicyReader;
import io.trialstream.settings.InvalidSettingsException;
import io.trialstream.settings.Problem;
import io.trialstream.stopping.Policies;
import io.trialstream.stopping.StoppingPolicy;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/**
 * A policy as the command line gives it.
 *
 * @param asked what was asked for, word by word
 * @param policy the policy
 * @param warnings what is doubtful about it, a sentence each
 */
record PolicyOption(String asked, StoppingPolicy policy, List<String> warnings) {

  /**
   * Reads a policy: the path of a file, its YAML or JSON itself, or only its name.
   *
   * @throws Failure with a line for each problem
   */
  static PolicyOption read(String asked) {
    boolean file = isFile(asked);
    String text = file ? ExperimentText.read(Path.of(asked)).text() : asked.strip();
    if (!file && Policies.names().contains(text)) {
      text = "type: " + text;
    } else if (!file && text.indexOf(':') < 0) {
      throw Failure.badInput(
          "--policy: there is no file '%s', and it is no policy; give a file, or a policy such as '{type: median_stopping, delay_evaluation: 5}'"
              .formatted(asked));
    }
    String place = "--policy " + asked.strip() + ": ";
    try {
      PolicyReader.Parsed parsed = PolicyReader.parse(text);
      return new PolicyOption(asked, parsed.policy(), sentences(place, parsed.warnings()));
    } catch (InvalidSettingsException e) {
      throw Failure.badInput(sentences(place, e.problems()));
    }
  }

  private static boolean isFile(String asked) {
    try {
      return Files.exists(Path.of(asked));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private static List<String> sentences(String place, List<Problem> problems) {
    return problems.stream().map(problem -> place + problem).toList();
  }
}
