package io.trialstream.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Small experiment files whose trials are shell scripts. */
final class Sweeps {
  private Sweeps() {}

  /**
   * Three trials of {@code x} = 1, 2, 3, one at a time; the policy stops the last two.
   *
   * @param script what a trial runs; {@code $1} is x
   */
  static Path write(Path folder, String name, String script) {
    return write(folder, name, script, "");
  }

  static Path write(Path folder, String name, String script, String more) {
    String text =
        """
        type: sweep
        name: %s
        trial:
          code: %s-code
          command: sh train.sh ${{search_space.x}}
        search_space:
          x: {type: choice, values: [3, 2, 1]}
        sampling_algorithm: grid
        objective: {goal: maximize, primary_metric: score}
        early_termination: {type: bandit, slack_amount: 0.5, delay_evaluation: 5}
        limits: {max_total_trials: 3, max_concurrent_trials: 1}
        %s
        """
            .formatted(name, name, more);
    try {
      Path code = Files.createDirectories(folder.resolve(name + "-code"));
      Files.writeString(code.resolve("train.sh"), script);
      return Files.writeString(folder.resolve(name + ".yaml"), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reports x seven times. */
  static String sevenReports() {
    return "for i in 1 2 3 4 5 6 7; do echo score=$1; sleep 0.05; done\n";
  }

  /** Reports 1 for ever, so that no policy has a reason to stop it. */
  static String endless() {
    return "while :; do echo score=1; sleep 0.05; done\n";
  }
}
