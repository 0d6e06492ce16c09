package io.trialstream.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.trialstream.settings.InvalidSettingsException;
import io.trialstream.settings.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** However a file is damaged, it is used, or refused with sentences at lines that it has. */
class DamagedFileTest {
  private static final String FILE =
      """
      type: sweep
      name: digits
      compute: azureml:gpu
      trial:
        command: >-
          python 'train me.py' --lr ${{search_space.lr}} "--b=${{search_space.batch}}" ${{inputs.e}}
        code: src
        environment_variables: &v {A: b, C: 1}
        environment: {<<: *v}
      inputs:
        data: {type: uri_folder, path: data}
        e: 1e-3
      outputs:
        model: {type: uri_folder}
      search_space:
        lr: {type: quniform, min_value: 0.1, max_value: 0.5, q: 0.1}
        batch: choice(range(1, 5), "a", 'b')
        act: {type: choice, values: [1, "1", true, relu]}
        n: qlognormal(0, 1, 0.5)
        r: randint(7)
      sampling_algorithm: {type: random, seed: -3, rule: sobol}
      objective: {goal: maximize, primary_metric: accuracy}
      early_termination: {type: bandit, slack_factor: 0.1, delay_evaluation: 5}
      limits: {max_total_trials: 4, max_concurrent_trials: 2, timeout: 600, trial_timeout: 60}
      trialstream: {max_retries: 1, metrics: [loss]}
      """;

  private static final List<String> BITS =
      List.of(
          "{",
          "}",
          "[",
          "]",
          ": ",
          "- ",
          "\n",
          "  ",
          "'",
          "\"",
          "&a ",
          "*a",
          "*v",
          "<<: *v",
          "|",
          ">",
          "#",
          "!",
          "!!int ",
          "?",
          ",",
          "(",
          ")",
          "choice(",
          "range(0, 1e9)",
          "range(0, 99999999)",
          "${{",
          "}}",
          "\\",
          "-1",
          "0",
          "1e999",
          ".nan",
          ".inf",
          "-0.0",
          "1e-320",
          "null",
          "~",
          "yes",
          "9223372036854775808",
          "uniform(",
          "grid",
          "bayesian",
          "\t",
          "\u0000",
          "\u2028",
          "é",
          "😀",
          "---\n",
          "...\n",
          "%YAML 1.1\n",
          "0x",
          "0o9",
          "&&",
          "loguniform(700, 800)");

  @Test
  void damageIsASentenceOrHarmless() {
    // Given
    SplittableRandom random = new SplittableRandom(2024);
    int lines = (int) FILE.lines().count();

    for (int i = 0; i < 2000; i++) {
      String damaged = damage(FILE, random);

      // When
      List<Problem> problems =
          assertTimeoutPreemptively(Duration.ofSeconds(5), () -> problemsOf(damaged), damaged);

      // Then
      assertThat(problems)
          .as(damaged)
          .allSatisfy(
              problem -> {
                assertThat(problem.line()).isBetween(0, lines + 20);
                assertThat(problem.sentence()).isNotBlank().hasSizeLessThan(400);
                assertThat(problem.toString()).doesNotContain("\n", "Exception");
              });
    }
  }

  /** The problems of a file; none for one that can be used, of which trials are then drawn. */
  private static List<Problem> problemsOf(String file) {
    try {
      Specification specification =
          ExperimentFile.parse(file, Optional.of(Path.of("/base"))).specification();
      if (specification.trials() > 0) {
        assertThat(specification.sampler(1).suggest(0))
            .hasSameSizeAs(specification.searchSpace().names());
      }
      return List.of();
    } catch (InvalidSettingsException e) {
      assertThat(e.problems()).isNotEmpty();
      return e.problems();
    }
  }

  private static String damage(String file, SplittableRandom random) {
    StringBuilder text = new StringBuilder(file);
    for (int edits = random.nextInt(1, 5); edits > 0; edits--) {
      int at = random.nextInt(text.length());
      int to = Math.min(text.length(), at + random.nextInt(1, 12));
      String bit = BITS.get(random.nextInt(BITS.size()));
      switch (random.nextInt(4)) {
        case 0 -> text.delete(at, to);
        case 1 -> text.insert(at, bit);
        case 2 -> text.replace(at, to, bit);
        default -> text.insert(at, text.substring(at, to));
      }
    }
    return text.toString();
  }
}
