package io.trialstream.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.trialstream.experiment.ExperimentFile.Parsed;
import io.trialstream.sampling.Expression;
import io.trialstream.sampling.Expression.Choice;
import io.trialstream.sampling.Expression.LogNormal;
import io.trialstream.sampling.Expression.LogUniform;
import io.trialstream.sampling.Expression.Normal;
import io.trialstream.sampling.Expression.QLogNormal;
import io.trialstream.sampling.Expression.QLogUniform;
import io.trialstream.sampling.Expression.QNormal;
import io.trialstream.sampling.Expression.QUniform;
import io.trialstream.sampling.Expression.RandInt;
import io.trialstream.sampling.Expression.Uniform;
import io.trialstream.sampling.ParameterValue.Flag;
import io.trialstream.sampling.ParameterValue.Real;
import io.trialstream.sampling.ParameterValue.Text;
import io.trialstream.sampling.ParameterValue.Whole;
import io.trialstream.sampling.SearchSpace.Dimension;
import io.trialstream.settings.InvalidSettingsException;
import io.trialstream.settings.Problem;
import io.trialstream.stopping.Goal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ExperimentFileTest {
  private static final Path BASE = Path.of("/base");

  private static final String SMALLEST =
      """
      type: sweep
      trial: {command: python train.py}
      search_space: {lr: "uniform(0, 1)"}
      sampling_algorithm: random
      objective: {goal: minimize, primary_metric: loss}
      """;

  @Test
  void everyKeyReachesTheSpecification() throws InvalidSettingsException {
    // Given
    String file =
        """
        $schema: https://azuremlschemas.azureedge.net/latest/sweepJob.schema.json
        type: sweep
        name: digits-1
        display_name: Digits
        experiment_name: images
        description: A small network
        tags: {team: vision, version: 1.0}
        compute: azureml:gpu-pool
        trial:
          command: >-
            python train.py
            --data ${{inputs.data}} --epochs=${{ inputs.epochs }}
            --lr ${{search_space.lr}} --out "${{outputs.model}}"
          code: ./src
          environment_variables: {THREADS: 4, MODE: "fast"}
        inputs:
          data: {type: uri_folder, path: ../data, mode: ro_mount}
          epochs: 30.0
          absolute: {path: /mnt/data}
          verbose: true
        outputs:
          model: {type: uri_folder}
          log:
        search_space:
          lr: {type: loguniform, min_value: -6, max_value: -1}
        sampling_algorithm: {type: random, seed: -9223372036854775808, rule: sobol}
        objective: {goal: Maximize, primary_metric: accuracy}
        early_termination: {type: median_stopping, evaluation_interval: 2, delay_evaluation: 10}
        limits: {max_total_trials: 2000, max_concurrent_trials: 7, timeout: 60, trial_timeout: 5}
        trialstream:
          extended: true
          metrics: [loss, accuracy, loss]
          max_retries: 0
          retry_failed: true
          max_failed_trials: 3
        """;

    // When
    Parsed parsed = ExperimentFile.parse(file, Optional.of(BASE.resolve("experiments")));

    // Then
    Specification specification = parsed.specification();
    assertThat(parsed.warnings()).isEmpty();
    assertThat(specification.name()).contains("digits-1");
    assertThat(specification.displayName()).contains("Digits");
    assertThat(specification.experimentName()).contains("images");
    assertThat(specification.description()).contains("A small network");
    assertThat(specification.tags())
        .containsExactly(entry("team", "vision"), entry("version", "1.0"));
    assertThat(specification.pool()).isEqualTo("gpu-pool");
    assertThat(specification.trial())
        .contains(
            new TrialTemplate(
                List.of(
                    "python",
                    "train.py",
                    "--data",
                    "${{inputs.data}}",
                    "--epochs=${{ inputs.epochs }}",
                    "--lr",
                    "${{search_space.lr}}",
                    "--out",
                    "${{outputs.model}}"),
                Optional.of(BASE.resolve("experiments/src")),
                Map.of("THREADS", "4", "MODE", "fast"),
                Map.of(
                    "data", "/base/data",
                    "epochs", "30",
                    "absolute", "/mnt/data",
                    "verbose", "True"),
                List.of("model", "log")));
    assertThat(specification.trial().orElseThrow().inputs().keySet())
        .containsExactly("data", "epochs", "absolute", "verbose");
    assertThat(specification.sampling().name()).isEqualTo("random");
    assertThat(specification.sampling().seed()).hasValue(Long.MIN_VALUE);
    assertThat(specification.objective()).isEqualTo(new Objective(Goal.MAXIMIZE, "accuracy"));
    assertThat(specification.policy().name()).isEqualTo("median_stopping");
    assertThat(specification.policy().delayEvaluation()).isEqualTo(10);
    assertThat(specification.policy().evaluationInterval()).isEqualTo(2);
    assertThat(specification.limits())
        .isEqualTo(
            new Limits(
                2000,
                7,
                Duration.ofSeconds(60),
                Optional.of(Duration.ofSeconds(5)),
                0,
                true,
                OptionalLong.of(3)));
    assertThat(specification.metrics()).containsExactly("loss");
    assertThat(specification.trials()).isEqualTo(2000);
  }

  @Test
  void whatIsLeftOutHasItsDefault() throws InvalidSettingsException {
    // When
    Parsed parsed = ExperimentFile.parse(SMALLEST, Optional.empty());

    // Then
    Specification specification = parsed.specification();
    assertThat(parsed.warnings()).isEmpty();
    assertThat(specification.name()).isEmpty();
    assertThat(specification.pool()).isEqualTo("default");
    assertThat(specification.sampling().seed()).isEmpty();
    assertThat(specification.policy().name()).isEqualTo("none");
    assertThat(specification.limits())
        .isEqualTo(
            new Limits(
                1000,
                1000,
                Duration.ofSeconds(5_184_000),
                Optional.empty(),
                2,
                false,
                OptionalLong.empty()));
    assertThat(specification.trial().orElseThrow().command())
        .containsExactly("python", "train.py", "--lr", "${{search_space.lr}}");
  }

  @Test
  void theSameFileAsJsonMeansTheSame() throws InvalidSettingsException {
    // Given
    String json =
        """
        {"type": "sweep", "trial": {"command": "python train.py"},
         "search_space": {"lr": {"type": "uniform", "min_value": 0, "max_value": 1}},
         "sampling_algorithm": {"type": "random"},
         "objective": {"goal": "minimize", "primary_metric": "loss"}}
        """;

    // When
    Specification specification = ExperimentFile.parse(json, Optional.empty()).specification();

    // Then
    Specification yaml = ExperimentFile.parse(SMALLEST, Optional.empty()).specification();
    assertThat(specification.searchSpace()).isEqualTo(yaml.searchSpace());
    assertThat(specification.trial()).isEqualTo(yaml.trial());
    assertThat(specification.sampling()).isEqualTo(yaml.sampling());
    assertThat(specification.objective()).isEqualTo(yaml.objective());
  }

  @Test
  void everyExpressionIsReadInBothForms() throws InvalidSettingsException {
    // Given
    Choice mixed =
        new Choice(
            List.of(
                new Whole(1),
                new Real(1.0),
                new Text("1"),
                new Flag(true),
                new Text("a b"),
                new Real(1e-5)));
    Choice range = new Choice(List.of(new Whole(5), new Whole(3), new Whole(1)));
    String space =
        """
        search_space:
          c1: {type: choice, values: [1, 1.0, "1", true, a b, 1e-5]}
          c2: choice(1, 1.0, "1", True, 'a b', 1e-5)
          c3: choice([1, 1.0, '1', true, "a b", 1e-5])
          g1: {type: choice, values: "range(5, 0, -2)"}
          g2: choice(range(5, 0, -2))
          w1: choice(relu)
          i1: {type: randint, upper: 9}
          i2: randint(9)
          u1: {type: uniform, min_value: 0.1, max_value: 2}
          u2: uniform( 0.1 , 2 )
          lu1: {type: LogUniform, min_value: -2, max_value: 3}
          lu2: loguniform(-2, 3)
          qu1: {type: quniform, min_value: 0, max_value: 1, q: 0.1}
          qu2: quniform(0, 1, 0.1)
          ql1: {type: qloguniform, min_value: 0, max_value: 1, q: 0.5}
          ql2: qloguniform(0, 1, 0.5)
          n1: {type: normal, mu: 1, sigma: 2}
          n2: normal(1, 2)
          ln1: {type: lognormal, mu: 1, sigma: 2}
          ln2: lognormal(1, 2)
          qn1: {type: qnormal, mu: 1, sigma: 2, q: 3}
          qn2: qnormal(1, 2, 3)
          qln1: {type: qlognormal, mu: 1, sigma: 2, q: 3}
          qln2: qlognormal(1, 2, 3)
        """;

    // When
    Map<String, Expression> read =
        ExperimentFile.parse(
                SMALLEST.replace("search_space: {lr: \"uniform(0, 1)\"}\n", space),
                Optional.empty())
            .specification()
            .searchSpace()
            .dimensions()
            .stream()
            .collect(Collectors.toMap(Dimension::name, Dimension::expression));

    // Then
    assertThat(read)
        .containsEntry("c1", mixed)
        .containsEntry("c2", mixed)
        .containsEntry("c3", mixed)
        .containsEntry("g1", range)
        .containsEntry("g2", range)
        .containsEntry("w1", new Choice(List.of(new Text("relu"))))
        .containsEntry("i1", new RandInt(9))
        .containsEntry("i2", new RandInt(9))
        .containsEntry("u1", new Uniform(0.1, 2))
        .containsEntry("u2", new Uniform(0.1, 2))
        .containsEntry("lu1", new LogUniform(-2, 3))
        .containsEntry("lu2", new LogUniform(-2, 3))
        .containsEntry("qu1", new QUniform(0, 1, 0.1))
        .containsEntry("qu2", new QUniform(0, 1, 0.1))
        .containsEntry("ql1", new QLogUniform(0, 1, 0.5))
        .containsEntry("ql2", new QLogUniform(0, 1, 0.5))
        .containsEntry("n1", new Normal(1, 2))
        .containsEntry("n2", new Normal(1, 2))
        .containsEntry("ln1", new LogNormal(1, 2))
        .containsEntry("ln2", new LogNormal(1, 2))
        .containsEntry("qn1", new QNormal(1, 2, 3))
        .containsEntry("qn2", new QNormal(1, 2, 3))
        .containsEntry("qln1", new QLogNormal(1, 2, 3))
        .containsEntry("qln2", new QLogNormal(1, 2, 3))
        .hasSize(24);
  }

  @Test
  void whatIsDoubtfulIsAWarningAtItsLine() throws InvalidSettingsException {
    // Given
    String file =
        """
        type: sweep
        environment: azureml:sklearn@latest
        identity: {type: managed}
        trial:
          command: |
            python train.py --lr ${{search_space.lr}} --home $HOME
            python test.py
          environment: azureml:sklearn@latest
          resources: {instance_count: 2}
          distribution: {type: pytorch}
        outputs:
          model: {path: azureml://datastores/x}
        search_space:
          lr: {type: loguniform, min_value: 0.001, max_value: 0.1}
          momentum: {type: choice, values: [0, 1]}
          swapped: uniform(0.5, 0.1)
          steps: qloguniform(3, 2, 1)
        sampling_algorithm: random
        objective: {goal: maximize, primary_metric: accuracy}
        early_termination:
          type: median_stopping
        queue_settings: {job_tier: spot}
        """;

    // When
    List<Problem> warnings = ExperimentFile.parse(file, Optional.of(BASE)).warnings();

    // Then
    String cloud = ": is ignored: only Azure's cloud honours it; the workers' own machine decides";
    assertThat(warnings)
        .extracting(Problem::toString)
        .containsExactly(
            "line 2: environment" + cloud,
            "line 3: identity" + cloud,
            "line 5: trial.command: no shell replaces $HOME: it reaches the program as it is"
                + " written; put the command into a script where it should be replaced",
            "line 5: trial.command: the lines of the command are read as one command; where each is"
                + " a command of its own, put them into a script",
            "line 5: trial.command: never uses the hyperparameter momentum; write"
                + " ${{search_space.momentum}} where it belongs",
            "line 5: trial.command: never uses the hyperparameter swapped; write"
                + " ${{search_space.swapped}} where it belongs",
            "line 5: trial.command: never uses the hyperparameter steps; write"
                + " ${{search_space.steps}} where it belongs",
            "line 8: trial.environment" + cloud,
            "line 9: trial.resources" + cloud,
            "line 10: trial.distribution" + cloud,
            "line 12: outputs.model.path: azureml://datastores/x is ignored: an output is a folder"
                + " under the trial's outputs/",
            "line 14: search_space.lr: min_value and max_value are natural logarithms: the values"
                + " lie from 1.001 to 1.105; if values from 0.001 to 0.1 are meant, write -6.908 and"
                + " -2.303",
            "line 16: search_space.swapped: the bounds stand in the wrong order; read as 0.1 to"
                + " 0.5",
            "line 17: search_space.steps: the bounds stand in the wrong order; read as 2 to 3",
            "line 17: search_space.steps: min_value and max_value are natural logarithms: the"
                + " values lie from 7.389 to 20.09; if values from 2 to 3 are meant, write 0.6931"
                + " and 1.099",
            "line 20: early_termination.delay_evaluation: trials can be stopped from interval 1 on,"
                + " where few early values decide; 5 or more is recommended",
            "line 22: queue_settings" + cloud);
  }

  @Test
  void aGridThatTheLimitCutsIsAWarning() throws InvalidSettingsException {
    // Given
    String grid =
        SMALLEST
            .replace("\"uniform(0, 1)\"", "\"choice(range(0, 30))\", b: \"choice(range(0, 40))\"")
            .replace("sampling_algorithm: random", "sampling_algorithm: grid");

    // When
    Parsed cut = ExperimentFile.parse(grid, Optional.empty());
    Parsed whole =
        ExperimentFile.parse(grid + "limits: {max_total_trials: 1200}\n", Optional.empty());

    // Then
    assertThat(cut.warnings())
        .extracting(Problem::toString)
        .containsExactly(
            "line 4: sampling_algorithm: the grid has 1200 combinations, and the experiment ends"
                + " after max_total_trials: 1000");
    assertThat(cut.specification().trials()).isEqualTo(1000);
    assertThat(whole.warnings()).isEmpty();
    assertThat(whole.specification().trials()).isEqualTo(1200);
  }

  @Test
  void withoutACommandTheTrialsAreAskedFor() throws InvalidSettingsException {
    // Given
    String without = SMALLEST.replace("trial: {command: python train.py}\n", "");
    String empty = SMALLEST.replace("trial: {command: python train.py}", "trial:");

    // When
    Parsed parsed = ExperimentFile.parse(without, Optional.empty());

    // Then
    assertThat(parsed.specification().isAsked()).isTrue();
    assertThat(parsed.warnings()).isEmpty();
    assertThat(ExperimentFile.parse(empty, Optional.empty()).specification().isAsked()).isTrue();
  }

  @Test
  void whatOnlyACommandUsesIsAWarningWithoutOne() throws InvalidSettingsException {
    // Given
    String file =
        SMALLEST.replace(
            "trial: {command: python train.py}",
            "trial: {code: src, environment_variables: {A: b}}\ncompute: azureml:gpu\ninputs: {a: 1}");

    // When
    Parsed parsed = ExperimentFile.parse(file, Optional.of(BASE));

    // Then
    assertThat(parsed.specification().isAsked()).isTrue();
    assertThat(parsed.warnings())
        .extracting(Problem::key)
        .containsExactlyInAnyOrder(
            "trial.code", "trial.environment_variables", "compute", "inputs");
  }

  @Test
  void anOptionNameIsUsedAsItIs() throws InvalidSettingsException {
    // Given
    String file = SMALLEST.replace("lr:", "-lr: \"uniform(0, 1)\", --x: \"choice(1)\", y.z:");

    // When
    Specification specification = ExperimentFile.parse(file, Optional.empty()).specification();

    // Then
    assertThat(specification.trial().orElseThrow().command())
        .containsExactly(
            "python",
            "train.py",
            "-lr",
            "${{search_space.-lr}}",
            "--x",
            "${{search_space.--x}}",
            "--y.z",
            "${{search_space.y.z}}");
  }

  @Test
  void theExampleOfTheReferenceCanBeUsed() throws IOException, InvalidSettingsException {
    // Given
    String reference = Files.readString(Path.of("docs/experiment-file.md"));
    String example =
        reference.substring(
            reference.indexOf("```yaml\n") + "```yaml\n".length(), reference.indexOf("\n```\n"));

    // When
    Parsed parsed = ExperimentFile.parse(example, Optional.of(BASE));

    // Then
    assertThat(parsed.warnings()).isEmpty();
    assertThat(parsed.specification().searchSpace().dimensions()).hasSizeGreaterThan(3);
  }

  @Test
  void theExamplesOfWarmStartCanBeUsed() throws IOException, InvalidSettingsException {
    // Given
    String reference = Files.readString(Path.of("docs/experiment-file.md"));
    String section =
        reference.substring(
            reference.indexOf("## Warm start"), reference.indexOf("## Early termination"));

    // When, Then
    for (String part : section.split("```yaml\\n", -1)) {
      if (part.contains("```")) {
        String example = part.substring(0, part.indexOf("```"));
        String rest =
            example.contains("search_space:")
                ? SMALLEST.replaceFirst("search_space.*\\n", "")
                : SMALLEST;
        assertThat(ExperimentFile.parse(rest + example, Optional.of(BASE)).warnings()).isEmpty();
      }
    }
    assertThat(section).contains("```yaml");
  }
}
