package io.trialstream.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.groups.Tuple.tuple;

import io.trialstream.settings.InvalidSettingsException;
import io.trialstream.settings.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each fault of a file is a sentence that names the place, and the only one. */
class BadExperimentFileTest {
  private static final String GOOD =
      """
      type: sweep
      name: digits
      trial:
        command: python train.py
        code: src
        environment_variables: {A: b}
      inputs:
        data: {type: uri_folder, path: data}
      outputs:
        model: {type: uri_folder}
      search_space:
        lr: {type: uniform, min_value: 0.1, max_value: 0.5}
        batch: choice(16, 32)
      sampling_algorithm: random
      objective: {goal: maximize, primary_metric: accuracy}
      early_termination: {type: bandit, slack_factor: 0.1, delay_evaluation: 5}
      limits: {max_total_trials: 4, max_concurrent_trials: 2, timeout: 600, trial_timeout: 60}
      trialstream: {max_retries: 1, metrics: [loss]}
      """;

  private static final String SPACE = "{type: uniform, min_value: 0.1, max_value: 0.5}";
  private static final String BATCH = "choice(16, 32)";
  private static final String POLICY = "{type: bandit, slack_factor: 0.1, delay_evaluation: 5}";
  private static final String WAY_OUT =
      "; use random sampling, or allow it by trialstream: {extended: true}";

  static Stream<Arguments> wholeFile() {
    return Stream.of(
        bad("type: sweep", "type: command", "line 1: type: must be sweep, not \"command\""),
        bad(
            "type: sweep",
            "tpye: sweep",
            "line 1: type: is missing; it must be sweep",
            "line 1: tpye: the key is not known; the nearest known one is type"),
        bad(
            "name: digits",
            "name: a/b",
            "line 2: name: \"a/b\" cannot be an experiment's id; it"
                + " must have 1 to 200 letters, digits, dots, hyphens and underscores, the first a"
                + " letter or a digit"),
        bad(
            "name: digits",
            "name: ..",
            "line 2: name: \"..\" cannot be an experiment's id; it"
                + " must have 1 to 200 letters, digits, dots, hyphens and underscores, the first a"
                + " letter or a digit"),
        bad(
            "name: digits",
            "nmae: digits",
            "line 2: nmae: the key is not known; the nearest known one is name"),
        bad(
            "name: digits",
            "compute: azureml:a b",
            "line 2: compute: \"azureml:a b\" names no"
                + " worker pool; write azureml:NAME, NAME of 1 to 100 letters, digits, dots, hyphens"
                + " and underscores, the first no dot and no hyphen"),
        bad("name: digits", "tags: {a: [1]}", "line 2: tags.a: must be a text, not a list"),
        bad(
            "name: digits",
            "display_name:",
            "line 2: display_name: has no value: give it a text, or remove the key"),
        bad(
            "name: digits",
            "type: sweep",
            "line 2: type: the key stands here a second time; it stands on line 1 already"),
        bad(
            "objective: {goal: maximize, primary_metric: accuracy}\n",
            "",
            "line 1: objective: is missing; it must hold goal (maximize or minimize) and"
                + " primary_metric (the metric's name)"),
        bad(
            "goal: maximize",
            "goal: maximise",
            "line 15: objective.goal: must be maximize or"
                + " minimize, not \"maximise\"; did you mean \"maximize\"?"),
        bad(
            "goal: maximize, ",
            "",
            "line 15: objective.goal: is missing; it must be maximize or minimize"),
        bad(
            ", primary_metric: accuracy",
            "",
            "line 15: objective.primary_metric: is missing; it"
                + " must be the name of the metric that decides"),
        bad(
            "primary_metric: accuracy",
            "primary_metric: '*'",
            "line 15: objective.primary_metric: must be the name of one metric"),
        bad(
            "slack_factor: 0.1",
            "slack_factr: 0.1",
            "line 16: early_termination.slack_factor: is missing: bandit needs exactly one of"
                + " slack_factor (a ratio, such as 0.1) and slack_amount (an absolute distance)",
            "line 16: early_termination.slack_factr: the key is not known; the nearest known one"
                + " is slack_factor"),
        bad(
            "type: bandit",
            "type: bandits",
            "line 16: early_termination.type: must be bandit,"
                + " median_stopping, truncation_selection, percentile, asha, patience, threshold or none, not \"bandits\"; did you mean"
                + " \"bandit\"?"),
        bad(
            POLICY,
            "{type: asha, min_intervl: 5}",
            "line 16: early_termination.min_interval: is missing: give the first interval where"
                + " trials are judged, a whole number from 1 to 2147483647",
            "line 16: early_termination.min_intervl: the key is not known; the nearest known one"
                + " is min_interval"),
        bad(
            POLICY,
            "{type: patience, intervals: 5, min_delta: .inf}",
            "line 16: early_termination.min_delta: must be a finite number, not .inf"),
        bad(
            POLICY,
            "{type: threshold, lower: 2, upper: 1}",
            "line 16: early_termination.upper: must not be below lower, which is 2.0, but is 1.0"),
        bad(
            POLICY,
            "{type: percentile, percentile: 100}",
            "line 16: early_termination.percentile: must be a number above 0 and below 100, but is"
                + " 100.0"),
        bad(
            POLICY,
            "bandit",
            "line 16: early_termination: must be a mapping of keys to values, not"
                + " the text \"bandit\""),
        bad(
            "max_total_trials: 4",
            "max_total_trials: 0",
            "line 17: limits.max_total_trials: must be at least 1, not 0"),
        bad(
            "max_total_trials: 4",
            "max_trials: 4",
            "line 17: limits.max_trials: the key is not"
                + " known; the nearest known one is max_total_trials"),
        bad(
            "max_total_trials: 4",
            "max_total_trials: 3000000000",
            "line 17: limits.max_total_trials: must be at most 2147483647, not 3000000000"),
        bad(
            "max_concurrent_trials: 2",
            "max_concurrent_trials: -1",
            "line 17: limits.max_concurrent_trials: must be at least 1, not -1"),
        bad(
            "timeout: 600",
            "timeout: 0.5",
            "line 17: limits.timeout: must be a whole number, not 0.5"),
        bad(
            "trial_timeout: 60",
            "trial_timeout: 1h",
            "line 17: limits.trial_timeout: must be a whole number, not the text \"1h\""),
        bad(
            "limits: {",
            "limits: [{",
            "line 18: this is not YAML: expected ',' or ']', but got <scalar>"),
        bad(
            "max_retries: 1",
            "max_retries: -1",
            "line 18: trialstream.max_retries: must be at least 0, not -1"),
        bad(
            "max_retries: 1",
            "retry_failed: maybe",
            "line 18: trialstream.retry_failed: must be true or false, not the text \"maybe\""),
        bad(
            "max_retries: 1",
            "resume_from: a",
            "line 18: trialstream.resume_from: must be a list, not the text \"a\""),
        bad(
            "max_retries: 1",
            "resume_from: [a, {b: 1}]",
            "line 18: trialstream.resume_from: must hold ids of experiments, not a mapping"),
        bad(
            "max_retries: 1",
            "resume_from: [a, b, a]",
            "line 18: trialstream.resume_from: holds a twice"),
        bad(
            "max_retries: 1",
            "resume_from: [a/b]",
            "line 18: trialstream.resume_from: \"a/b\" cannot be an experiment's id; it must have 1"
                + " to 200 letters, digits, dots, hyphens and underscores, the first a letter or a"
                + " digit"),
        bad(
            "max_retries: 1",
            "resume_from: [digits]",
            "line 18: trialstream.resume_from: digits is this experiment itself; name earlier ones"),
        bad(
            "max_retries: 1",
            "resume_from: [a, b, c, d, e, f]",
            "line 18: trialstream.resume_from: holds 6 experiments, and may hold 5"),
        bad(
            "[loss]",
            "loss",
            "line 18: trialstream.metrics: must be a list, not the text" + " \"loss\""),
        bad(
            "[loss]",
            "[{a: 1}]",
            "line 18: trialstream.metrics: must hold names of metrics, not a mapping"));
  }

  static Stream<Arguments> trial() {
    String shell =
        "\", but no shell sees the command: put it into a script and run that, such as sh run.sh;"
            + " quote it where it belongs to an argument";
    return Stream.of(
        bad(
            "python train.py",
            "''",
            "line 4: trial.command: is empty; write the program and its"
                + " arguments, such as python train.py"),
        bad(
            "python train.py",
            "",
            "line 4: trial.command: has no value: give it a text, or remove" + " the key"),
        bad("python train.py", "cd a && python b", "line 4: trial.command: uses \"&&" + shell),
        bad("python train.py", "python b | tee log", "line 4: trial.command: uses \"|" + shell),
        bad("python train.py", "python b > log", "line 4: trial.command: uses \">" + shell),
        bad("python train.py", "a; b", "line 4: trial.command: uses \";" + shell),
        bad("python train.py", "a $(date)", "line 4: trial.command: uses \"$(" + shell),
        bad(
            "python train.py",
            "A=b python c",
            "line 4: trial.command: begins with \"A=b\"; it must"
                + " begin with a program: write variables under environment_variables"),
        bad(
            "python train.py",
            "python 'a",
            "line 4: trial.command: has a quote that is never" + " closed: '"),
        bad(
            "python train.py",
            "a ${{search_space.lr",
            "line 4: trial.command: has a placeholder"
                + " that is never closed: ${{search_space.lr"),
        bad(
            "python train.py",
            "a ${{search_space.lrr}} ${{search_space.batch}}",
            "line 4: trial.command: the placeholder ${{search_space.lrr}} names nothing under"
                + " search_space; the nearest known is search_space.lr"),
        bad(
            "python train.py",
            "a ${{ searchspace.lr }}",
            "line 4: trial.command: the placeholder"
                + " ${{ searchspace.lr }} begins with none of search_space, inputs, outputs; the"
                + " nearest known is search_space"),
        bad(
            "python train.py",
            "a ${{inputs.date}}",
            "line 4: trial.command: the placeholder"
                + " ${{inputs.date}} names nothing under inputs; the nearest known is inputs.data"),
        bad(
            "python train.py",
            "a ${{outputs.mdl}}",
            "line 4: trial.command: the placeholder"
                + " ${{outputs.mdl}} names nothing under outputs; the nearest known is outputs.model"),
        bad(
            "code: src",
            "code: azureml:src:1",
            "line 5: trial.code: the asset azureml:src:1 is"
                + " known only to Azure's cloud; copy it to the workers and give its local path"),
        bad(
            "code: src",
            "code: https://a.b/c",
            "line 5: trial.code: https://a.b/c is no local"
                + " path; copy it to the workers and give its path"),
        bad(
            "code: src",
            "cod: src",
            "line 5: trial.cod: the key is not known; the nearest known one is code"),
        bad(
            "{A: b}",
            "{A=B: c}",
            "line 6: trial.environment_variables.A=B: is no name of a"
                + " variable; it must not be empty or contain ="),
        bad(
            "{A: b}",
            "{A: [b]}",
            "line 6: trial.environment_variables.A: must be a text, not a list"),
        bad(
            "path: data",
            "path: wasbs://x/y",
            "line 8: inputs.data.path: wasbs://x/y is no local"
                + " path; copy it to the workers and give its path"),
        bad(
            "{type: uri_folder, path: data}",
            "azureml:data@latest",
            "line 8: inputs.data: the"
                + " asset azureml:data@latest is known only to Azure's cloud; copy it to the workers"
                + " and give its local path"),
        bad(", path: data", "", "line 8: inputs.data.path: is missing; it must be a local path"),
        bad(
            "{type: uri_folder, path: data}",
            "[a]",
            "line 8: inputs.data: must be a number, a"
                + " text, true or false, or {type: uri_folder, path: ...}, not a list"),
        bad(
            "{type: uri_folder, path: data}",
            "{type: uri_foldr, path: data}",
            "line 8: inputs.data.type: must be uri_file, uri_folder, mltable, mlflow_model,"
                + " custom_model or triton_model, not \"uri_foldr\"; did you mean"
                + " \"uri_folder\"?"),
        bad(
            "  model:",
            "  a/b:",
            "line 10: outputs.a/b: is no name of a folder; it must have 1 to"
                + " 100 letters, digits, dots, hyphens and underscores, the first no dot and no"
                + " hyphen"));
  }

  static Stream<Arguments> searchSpace() {
    return Stream.of(
        bad(
            "search_space:\n  lr: " + SPACE + "\n  batch: " + BATCH,
            "search_space: {}",
            "line 11: search_space: must hold at least one hyperparameter"),
        bad(
            SPACE,
            "5",
            "line 12: search_space.lr: must be an expression such as {type: uniform,"
                + " min_value: 0, max_value: 1} or uniform(0, 1), not 5; one fixed value is choice(5)"),
        bad(
            SPACE,
            "[1, 2]",
            "line 12: search_space.lr: must be an expression such as {type:"
                + " uniform, min_value: 0, max_value: 1} or uniform(0, 1), not a list; a list of values"
                + " is {type: choice, values: [...]}"),
        bad(
            "type: uniform",
            "type: unifrom",
            "line 12: search_space.lr.type: must be choice,"
                + " randint, uniform, loguniform, quniform, qloguniform, normal, lognormal, qnormal or"
                + " qlognormal, not \"unifrom\"; did you mean \"uniform\"?"),
        bad(
            "type: uniform, ",
            "",
            "line 12: search_space.lr.type: is missing; it must be choice,"
                + " randint, uniform, loguniform, quniform, qloguniform, normal, lognormal, qnormal or"
                + " qlognormal"),
        bad(
            "min_value: 0.1",
            "min: 0.1",
            "line 12: search_space.lr.min_value: is missing; uniform takes min_value, max_value",
            "line 12: search_space.lr.min: the key is not known; the nearest known one is min_value"),
        bad(
            "min_value: 0.1",
            "min_value: 0.9",
            "line 12: search_space.lr.min_value: must not be above max_value: 0.9 is above 0.5"),
        bad(
            "min_value: 0.1",
            "min_value: .nan",
            "line 12: search_space.lr.min_value: must be a finite number, not .nan"),
        bad(
            "min_value: 0.1",
            "min_value: low",
            "line 12: search_space.lr.min_value: must be a number, not the text \"low\""),
        bad(
            SPACE,
            "{type: normal, mu: 0, sigma: -1}",
            "line 12: search_space.lr.sigma: must be above 0, not -1"),
        bad(
            SPACE,
            "{type: normal, mu: 1.0e+308, sigma: 1.0e+308}",
            "line 12: search_space.lr.sigma:"
                + " is too large: the highest values are more than a number can hold"),
        bad(
            SPACE,
            "{type: lognormal, mu: 0, sigma: 100}",
            "line 12: search_space.lr.sigma: is too"
                + " large: mu and sigma are those of the natural logarithm, and the highest values are"
                + " more than a number can hold"),
        bad(
            SPACE,
            "{type: loguniform, min_value: 0, max_value: 1000}",
            "line 12: search_space.lr.max_value: is a natural logarithm, and exp(1000) is more than"
                + " a number can hold; write the logarithm of the highest value"),
        bad(
            SPACE,
            "{type: quniform, min_value: 0, max_value: 1, q: 0}",
            "line 12: search_space.lr.q: must be above 0, not 0"),
        bad(
            SPACE,
            "{type: quniform, min_value: 1, max_value: 4, q: 5}",
            "line 12: search_space.lr.q: has no multiple between the bounds: none of 5 lies from 1"
                + " to 4"),
        bad(
            SPACE,
            "{type: quniform, min_value: 1, max_value: 1.0e+300, q: 1.0e-300}",
            "line 12: search_space.lr.q: is too small for the values: 1e+300 divided by 1e-300 is"
                + " more than a number can hold"),
        bad(
            SPACE,
            "{type: qnormal, mu: 0, sigma: 1.0e+307, q: 1.7e+308}",
            "line 12: search_space.lr.q: is too large: its multiples are more than a number can"
                + " hold"),
        bad(
            SPACE,
            "{type: randint, upper: 0}",
            "line 12: search_space.lr.upper: must be a whole"
                + " number from 1 to 9007199254740992, not 0"),
        bad(
            SPACE,
            "randint(2.5)",
            "line 12: search_space.lr: upper must be a whole number from 1"
                + " to 9007199254740992, not 2.5"),
        bad(
            SPACE,
            "{type: choice, values: []}",
            "line 12: search_space.lr.values: must hold at least one value"),
        bad(
            SPACE,
            "{type: choice}",
            "line 12: search_space.lr.values: is missing; choice takes a list of values"),
        bad(
            SPACE,
            "{type: choice, values: 3}",
            "line 12: search_space.lr.values: must be a list, not 3"),
        bad(
            SPACE,
            "{type: choice, values: abc}",
            "line 12: search_space.lr.values: must be a list,"
                + " or a range such as range(1, 5), not the text \"abc\""),
        bad(
            SPACE,
            "\n    type: choice\n    values:\n    - 1\n    - [2]",
            "line 16: search_space.lr.values: must be numbers, texts, true or false, not a list;"
                + " give what is nested a name and let the script look it up"),
        bad(
            SPACE,
            "{type: choice, values: [1, 2, 1]}",
            "line 12: search_space.lr.values: must differ, but 1 is there twice"),
        bad(
            SPACE,
            "{type: choice, values: [1, null]}",
            "line 12: search_space.lr.values: must be"
                + " texts, true, false, or numbers that 64 bits can hold, not nothing"),
        bad(
            SPACE,
            "{type: choice, values: [.inf]}",
            "line 12: search_space.lr.values: must be"
                + " texts, true, false, or numbers that 64 bits can hold, not .inf"),
        bad(
            BATCH,
            "choice()",
            "line 13: search_space.batch: the values must hold at least one" + " value"),
        bad(
            BATCH,
            "choice(range(3, 3))",
            "line 13: search_space.batch: the values must hold at" + " least one value"),
        bad(
            BATCH,
            "choice(range(0, 1000000000))",
            "line 13: search_space.batch: stands for too"
                + " many values to list: 1000000000; use quniform or randint"),
        bad(
            BATCH,
            "choice(range(1, 5, 0))",
            "line 13: search_space.batch: the step of a range must not be 0"),
        bad(
            BATCH,
            "choice(1, 1)",
            "line 13: search_space.batch: the values must differ, but 1 is there twice"),
        bad(
            BATCH,
            "choice([1, 2], [3])",
            "line 13: search_space.batch: the values must be numbers,"
                + " texts, true or false, not a list; give what is nested a name and let the script"
                + " look it up"),
        bad(
            BATCH,
            "chioce(1, 2)",
            "line 13: search_space.batch: must be choice, randint, uniform,"
                + " loguniform, quniform, qloguniform, normal, lognormal, qnormal or qlognormal, not"
                + " \"chioce\"; did you mean \"choice\"?"),
        bad(
            BATCH,
            "relu",
            "line 13: search_space.batch: must be an expression such as uniform(0,"
                + " 1) or choice(1, 2): expected ( after relu, found the end"),
        bad(
            BATCH,
            "choice(1, 2",
            "line 13: search_space.batch: must be an expression such as"
                + " uniform(0, 1) or choice(1, 2): expected a comma or ), found the end"),
        bad(
            BATCH,
            "choice(1, 2) 3",
            "line 13: search_space.batch: must be an expression such as"
                + " uniform(0, 1) or choice(1, 2): expected the end, found \"3\""),
        bad(
            BATCH,
            "choice('a, 2)",
            "line 13: search_space.batch: the quote ' is never closed in" + " choice('a, 2)"),
        bad(
            BATCH,
            "uniform(1)",
            "line 13: search_space.batch: uniform takes min_value, max_value,"
                + " 2 in number, not 1"),
        bad(
            BATCH,
            "uniform(a, 2)",
            "line 13: search_space.batch: min_value must be a finite"
                + " number, not the text \"a\""),
        bad(BATCH, "normal(0, -2)", "line 13: search_space.batch: sigma must be above 0, not -2"),
        bad(
            BATCH,
            "choice(" + "[".repeat(10_000),
            "line 13: search_space.batch: holds lists or ranges too deep in each other"),
        bad(
            "  batch:",
            "  \"a b\":",
            "line 13: search_space.a b: the name of a hyperparameter has"
                + " 1 to 200 characters, without blanks and braces"));
  }

  static Stream<Arguments> sampling() {
    String sampling = "sampling_algorithm: random";
    return Stream.of(
        bad(
            sampling + "\n",
            "",
            "line 1: sampling_algorithm: is missing; it must be random, grid, bayesian or tpe"),
        bad(
            sampling,
            "sampling_algorithm: randon",
            "line 14: sampling_algorithm: must be random,"
                + " grid, bayesian or tpe, not \"randon\"; did you mean \"random\"?"),
        bad(
            sampling,
            "sampling_algorithm: [random]",
            "line 14: sampling_algorithm: must be a text, not a list"),
        bad(
            sampling,
            "sampling_algorithm: {seed: 3}",
            "line 14: sampling_algorithm.type: is missing; it must be random, grid, bayesian or tpe"),
        bad(
            sampling,
            "sampling_algorithm: {type: random, seed: 1.5}",
            "line 14: sampling_algorithm.seed: must be a whole number, not 1.5"),
        bad(
            sampling,
            "sampling_algorithm: {type: random, seed: 9223372036854775808}",
            "line 14: sampling_algorithm.seed: must be a whole number of 64 bits, not"
                + " 9223372036854775808"),
        bad(
            sampling,
            "sampling_algorithm: {type: random, rule: sobel}",
            "line 14:"
                + " sampling_algorithm.rule: must be random or sobol, not \"sobel\"; did you mean"
                + " \"sobol\"?"),
        bad(
            sampling,
            "sampling_algorithm: {type: random, sed: 3}",
            "line 14:"
                + " sampling_algorithm.sed: the key is not known; the nearest known one is seed"),
        bad(
            sampling,
            "sampling_algorithm: grid",
            "line 12: search_space.lr: grid sampling takes"
                + " only choice, not uniform; list the values, or use random sampling"),
        bad(
            sampling,
            "sampling_algorithm: tpe",
            "line 14: sampling_algorithm: HyperDrive has no tpe sampling; use bayesian sampling, or"
                + " allow it by trialstream: {extended: true}"),
        bad(
            sampling,
            "sampling_algorithm: bayesian",
            "line 14: sampling_algorithm: bayesian sampling takes no early_termination" + WAY_OUT));
  }

  private static Arguments bad(String good, String replacement, String... problems) {
    assertThat(GOOD).contains(good);
    return Arguments.of(good + " -> " + replacement, GOOD.replace(good, replacement), problems);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"wholeFile", "trial", "searchSpace", "sampling"})
  void aFaultIsASentenceThatNamesThePlace(String name, String file, String[] problems) {
    assertThat(problemsOf(file)).as(name).containsExactly(problems);
  }

  @Test
  void theFileThatTheFaultsAreAddedToIsGood() throws InvalidSettingsException {
    assertThat(ExperimentFile.parse(GOOD, Optional.of(Path.of("/base"))).warnings()).isEmpty();
  }

  @Test
  void bayesianSamplingRefusesWhatHyperDriveRefusesAndNamesTheWayOut()
      throws InvalidSettingsException {
    // Given
    String bayesian =
        GOOD.replace("sampling_algorithm: random", "sampling_algorithm: bayesian")
            .replace(SPACE, "loguniform(-6, -1)");
    String legal =
        bayesian
            .replace("early_termination: " + POLICY + "\n", "")
            .replace("loguniform(-6, -1)", "quniform(0, 1, 0.1)");

    // When, Then
    assertThat(problemsOf(bayesian))
        .containsExactly(
            "line 12: search_space.lr: bayesian sampling takes only choice, uniform and quniform,"
                + " not loguniform"
                + WAY_OUT,
            "line 14: sampling_algorithm: bayesian sampling takes no early_termination" + WAY_OUT);
    for (String allowed : List.of(bayesian.replace("max_retries: 1", "extended: true"), legal)) {
      assertThat(ExperimentFile.parse(allowed, Optional.of(Path.of("/base"))).specification())
          .extracting(specification -> specification.sampling().name())
          .isEqualTo("bayesian");
    }
  }

  @Test
  void sobolCoversNoMoreThanAThousandHyperparameters() {
    // Given
    StringBuilder space = new StringBuilder();
    for (int i = 0; i < 1000; i++) {
      space.append("  x%d: uniform(0, 1)%n".formatted(i));
    }
    String file =
        GOOD.replace("  batch:", space + "  batch:")
            .replace("algorithm: random", "algorithm: {type: random, rule: sobol}");

    // When, Then
    assertThat(problemsOf(file))
        .containsExactly(
            "line 1014: sampling_algorithm.rule: sobol covers at most 1000 hyperparameters, and the"
                + " search space has 1002; use random");
  }

  @Test
  void overHttpARelativePathIsAProblem() {
    // When
    InvalidSettingsException refused =
        catchThrowableOfType(
            InvalidSettingsException.class, () -> ExperimentFile.parse(GOOD, Optional.empty()));

    // Then
    assertThat(refused.problems())
        .extracting(Problem::line, Problem::key)
        .containsExactly(tuple(5, "trial.code"), tuple(8, "inputs.data.path"));
    assertThat(refused)
        .hasMessageContaining(
            "src is a relative path, and there is no file that it could start from; give an"
                + " absolute path, or submit with a base directory");
  }

  @Test
  void allFaultsAreFoundAtOnceInTheFilesOrder() {
    // Given
    String file =
        GOOD.replace("type: sweep", "type: command")
            .replace("goal: maximize", "goal: best")
            .replace("min_value: 0.1", "min_value: 1")
            .replace("max_total_trials: 4", "max_total_trials: 0")
            .replace("name: digits", "colour: red");

    // When, Then
    assertThat(problemsOf(file))
        .extracting(problem -> problem.substring(0, problem.indexOf(':', 6)))
        .containsExactly("line 1", "line 2", "line 12", "line 15", "line 17");
  }

  private static List<String> problemsOf(String file) {
    InvalidSettingsException refused =
        catchThrowableOfType(
            InvalidSettingsException.class,
            () -> ExperimentFile.parse(file, Optional.of(Path.of("/base"))));
    return refused == null
        ? List.of()
        : refused.problems().stream().map(Problem::toString).toList();
  }
}
