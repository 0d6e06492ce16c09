package io.trialstream.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.trialstream.sampling.Parameter;
import io.trialstream.sampling.Sampler;
import io.trialstream.settings.InvalidSettingsException;
import io.trialstream.settings.Problem;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnqueueTest {
  private static final String SPACE = "{lr: 'uniform(0.1, 0.5)', act: 'choice(relu, tanh)'}";
  private static final String GRID = "{a: 'choice(1, 2)', b: 'choice(1, \"1\", true)'}";

  @Test
  void givenPointsComeFirstInTheirOrderAndChangeNoOther() throws InvalidSettingsException {
    // Given
    Sampler plain = specification("random", SPACE, "[]", 10).sampler(7);

    // When
    Sampler sampler =
        specification("random", SPACE, "[{act: tanh, lr: 0.5}, {lr: 0.25, act: relu}]", 10)
            .sampler(7);

    // Then
    assertThat(text(sampler.suggest(0))).isEqualTo("lr=0.5 act=tanh");
    assertThat(text(sampler.suggest(1))).isEqualTo("lr=0.25 act=relu");
    assertThat(sampler.suggest(2)).isEqualTo(plain.suggest(0));
    assertThat(sampler.suggest(9)).isEqualTo(plain.suggest(7));
    assertThat(sampler.size()).isEqualTo(Long.MAX_VALUE);
    assertThat(sampler.drawn()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aNumberIsGivenTheTypeOfItsExpression() throws InvalidSettingsException {
    // Given
    String space = "{a: 'uniform(0, 2)', b: 'choice(1.0, 2.5)', c: randint(9), d: 'choice(1, 2)'}";

    // When
    Sampler given = specification("random", space, "[{a: 1, b: 1, c: 3.0, d: 1.0}]", 10).sampler(0);
    Sampler expected =
        specification("random", space, "[{a: 1.0, b: 1.0, c: 3, d: 1}]", 10).sampler(0);

    // Then
    assertThat(given.suggest(0)).isEqualTo(expected.suggest(0));
  }

  @Test
  void aGridStillTriesEachCombinationOnce() throws InvalidSettingsException {
    // Given
    Specification specification =
        specification("grid", GRID, "[{a: 2, b: '1'}, {a: 1, b: 1}, {a: 2, b: '1'}]", 100);

    // When
    Sampler sampler = specification.sampler(0);
    List<String> trials =
        LongStream.range(0, sampler.size()).mapToObj(n -> text(sampler.suggest(n))).toList();

    // Then
    assertThat(trials)
        .containsExactly(
            "a=2 b=1", "a=1 b=1", "a=2 b=1", "a=1 b=1", "a=1 b=True", "a=2 b=1", "a=2 b=True");
    assertThat(specification.trials()).isEqualTo(7);
  }

  @Test
  void maxTotalTrialsCutsThePointsWithAWarning() throws InvalidSettingsException {
    // When
    ExperimentFile.Parsed parsed =
        ExperimentFile.parse(
            file("grid", GRID, "[{a: 1, b: 1}, {a: 2, b: 1}]", 1), Optional.empty());

    // Then
    assertThat(parsed.specification().trials()).isEqualTo(1);
    assertThat(parsed.warnings())
        .extracting(Problem::toString)
        .contains(
            "line 7: trialstream.enqueue: holds 2 points, and the experiment ends after"
                + " max_total_trials: 1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{lr: 0.2, act: relu}|: must be a list, not a mapping",
        "[0.2]|: must hold points, each a mapping of every hyperparameter to its value, not 0.2",
        "[{lr: 0.2}]|: has a point without a value of act; a point needs one of each hyperparameter",
        "[{lr: 0.2, act: relu, atc: 1}]|.atc: is no hyperparameter of the search space; the nearest one is act",
        "[{lr: 0.6, act: relu}]|.lr: must be a number from 0.1 to 0.5, as uniform gives it, not 0.6",
        "[{lr: '0.2', act: relu}]|.lr: must be a number from 0.1 to 0.5, as uniform gives it, not the text \"0.2\"",
        "[{lr: .nan, act: relu}]|.lr: must be a number from 0.1 to 0.5, as uniform gives it, not .nan",
        "[{lr: [0.2], act: relu}]|.lr: must be a number from 0.1 to 0.5, as uniform gives it, not a list",
        "[{lr: 0.2, act: rleu}]|.act: must be \"relu\" or \"tanh\", as choice gives it, not the text \"rleu\"; did you mean \"relu\"?",
        "[{lr: 0.2, act: true}]|.act: must be \"relu\" or \"tanh\", as choice gives it, not true",
      })
  void everyFaultOfAPointIsOneSentenceWithItsLine(String points, String sentence) {
    // When
    List<String> problems = problems("random", SPACE, points);

    // Then
    assertThat(problems).containsExactly("line 7: trialstream.enqueue" + sentence);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a: 1, b: 2|b: must be 1, \"1\" or true, as choice gives it, not 2",
        "a: '1', b: 1|a: must be 1 or 2, as choice gives it, not the text \"1\"",
        "a: true, b: 1|a: must be 1 or 2, as choice gives it, not true",
      },
      quoteCharacter = '~')
  void valuesOfAChoiceAreOfItsTypes(String point, String sentence) {
    // When
    List<String> problems = problems("grid", GRID, "[{" + point + "}]");

    // Then
    assertThat(problems).containsExactly("line 7: trialstream.enqueue." + sentence);
  }

  private static List<String> problems(String sampling, String space, String points) {
    InvalidSettingsException refused =
        catchThrowableOfType(
            InvalidSettingsException.class, () -> specification(sampling, space, points, 10));
    return refused.problems().stream().map(Problem::toString).toList();
  }

  private static Specification specification(
      String sampling, String space, String points, long trials) throws InvalidSettingsException {
    return ExperimentFile.parse(file(sampling, space, points, trials), Optional.empty())
        .specification();
  }

  private static String file(String sampling, String space, String points, long trials) {
    return """
        type: sweep
        trial: {command: python train.py}
        search_space: %s
        sampling_algorithm: %s
        objective: {goal: minimize, primary_metric: loss}
        limits: {max_total_trials: %d}
        trialstream: {enqueue: %s}
        """
        .formatted(space, sampling, trials, points);
  }

  private static String text(List<Parameter> point) {
    return point.stream()
        .map(p -> p.name() + "=" + p.value().text())
        .collect(Collectors.joining(" "));
  }
}
