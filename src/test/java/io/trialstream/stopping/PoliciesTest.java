package io.trialstream.stopping;

import static org.assertj.core.api.Assertions.assertThat;

import io.trialstream.settings.Problem;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PoliciesTest {

  private static SettingsOf read(String type, Map<String, Object> keys) {
    SettingsOf settings = new SettingsOf(keys);
    Policies.read(type, settings);
    return settings;
  }

  @Test
  void namesWhatAnExperimentFileCanName() {
    assertThat(Policies.names())
        .containsExactly(
            "bandit",
            "median_stopping",
            "truncation_selection",
            "percentile",
            "asha",
            "patience",
            "threshold",
            "none");
  }

  @Test
  void readsTheSchedule() {
    // When
    StoppingPolicy policy =
        PolicyOf.settings(
            "median_stopping", Map.of("evaluation_interval", 2, "delay_evaluation", 7));

    // Then
    assertThat(policy.name()).isEqualTo("median_stopping");
    assertThat(policy.evaluationInterval()).isEqualTo(2);
    assertThat(policy.delayEvaluation()).isEqualTo(7);
  }

  @Test
  void judgesEveryIntervalByDefault() {
    StoppingPolicy policy = PolicyOf.settings("bandit", Map.of("slack_factor", 0.1));

    assertThat(policy.evaluationInterval()).isEqualTo(1);
    assertThat(policy.delayEvaluation()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "bandit, slack_factor, -0.1, must be a finite number of 0 or more",
    "bandit, slack_amount, -1, must be a finite number of 0 or more",
    "truncation_selection, truncation_percentage, 0, from 1 to 99",
    "truncation_selection, truncation_percentage, 100, from 1 to 99",
    "median_stopping, evaluation_interval, 0, from 1 to 2147483647",
    "median_stopping, evaluation_interval, 3000000000, from 1 to 2147483647",
    "percentile, percentile, 0, above 0 and below 100",
    "percentile, percentile, 100, above 0 and below 100",
    "percentile, percentile, -0.5, above 0 and below 100",
    "asha, min_interval, 0, from 1 to 2147483647",
    "asha, min_interval, 3000000000, from 1 to 2147483647",
    "patience, intervals, 0, from 1 to 2147483647",
    "patience, intervals, 2147483648, from 1 to 2147483647",
    "median_stopping, delay_evaluation, -1, from 0 to 2147483647",
  })
  void aValueOutOfRangeIsAProblemThatNamesTheKeyTheRangeAndTheValue(
      String type, String key, double value, String range) {
    // Given
    boolean whole = value == Math.rint(value);

    // When
    SettingsOf settings = read(type, Map.of(key, whole ? (Object) (long) value : value));

    // Then
    assertThat(settings.problems()).hasSize(1);
    Problem problem = settings.problems().get(0);
    assertThat(problem.key()).isEqualTo("early_termination." + key);
    assertThat(problem.sentence()).contains(range);
  }

  @Test
  void banditNeedsExactlyOneSlack() {
    assertThat(read("bandit", Map.of()).problems())
        .singleElement()
        .satisfies(p -> assertThat(p.sentence()).contains("exactly one of slack_factor"));
    assertThat(read("bandit", Map.of("slack_factor", 0.1, "slack_amount", 0)).problems())
        .singleElement()
        .satisfies(p -> assertThat(p.sentence()).contains("exactly one of slack_factor"));
  }

  @Test
  void truncationNeedsItsPercentage() {
    assertThat(read("truncation_selection", Map.of()).problems())
        .singleElement()
        .satisfies(p -> assertThat(p.key()).isEqualTo("early_termination.truncation_percentage"));
  }

  @ParameterizedTest
  @CsvSource({
    "percentile, percentile, 'the percentage of trials to keep, a number above 0 and below 100'",
    "asha, min_interval, 'the first interval where trials are judged, a whole number from 1'",
    "patience, intervals, 'may go without becoming better, a whole number from 1'",
    "threshold, lower, 'threshold needs lower (the least value that is allowed), upper'",
  })
  void aSettingThatIsMissingIsAProblemThatSaysWhatToGive(String type, String key, String what) {
    // When
    SettingsOf settings = read(type, Map.of());

    // Then
    assertThat(settings.problems()).hasSize(1);
    Problem problem = settings.problems().get(0);
    assertThat(problem.key()).isEqualTo("early_termination." + key);
    assertThat(problem.sentence()).startsWith("is missing").contains(what);
  }

  @Test
  void whatIsOptionalHasBoundsToo() {
    assertThat(read("asha", Map.of("min_interval", 1, "reduction_factor", 1)).problems())
        .singleElement()
        .satisfies(p -> assertThat(p.sentence()).contains("from 2 to 2147483647, but is 1"));
    assertThat(read("patience", Map.of("intervals", 1, "min_delta", -0.5)).problems())
        .singleElement()
        .satisfies(p -> assertThat(p.sentence()).contains("0 or more, but is -0.5"));
  }

  @Test
  void aLowerBoundIsNotAboveTheUpperOne() {
    assertThat(read("threshold", Map.of("lower", 1.5, "upper", 1)).problems())
        .singleElement()
        .satisfies(p -> assertThat(p.sentence()).contains("below lower, which is 1.5, but is 1.0"));
  }

  @Test
  void ashaSaysThatItDoesNotUseTheEvaluationInterval() {
    // When
    SettingsOf settings =
        read("asha", Map.of("min_interval", 5, "reduction_factor", 2, "evaluation_interval", 3));

    // Then
    assertThat(settings.problems()).isEmpty();
    assertThat(settings.warnings())
        .singleElement()
        .satisfies(
            p -> {
              assertThat(p.key()).isEqualTo("early_termination.evaluation_interval");
              assertThat(p.sentence()).contains("min_interval * reduction_factor^i");
            });
  }

  @ParameterizedTest
  @CsvSource({
    // type, key, value, delay, the interval that the warning names, if any
    "asha,     min_interval, 1, 0, 1",
    "asha,     min_interval, 1, 2, 3",
    "asha,     min_interval, 1, 4,",
    "asha,     min_interval, 5, 0,",
    "patience, intervals,    3, 0, 4",
    "patience, intervals,    1, 4, 4",
    "patience, intervals,    4, 0,",
    "patience, intervals,    2147483647, 0,",
    "threshold, upper,       1, 4, 4",
    "percentile, percentile, 50, 0, 1",
  })
  void warnsOfTheFirstIntervalThatThePolicyCanStopATrialAt(
      String type, String key, int value, int delay, @Nullable Integer from) {
    // When
    SettingsOf settings = read(type, Map.of(key, value, "delay_evaluation", delay));

    // Then
    assertThat(settings.problems()).isEmpty();
    assertThat(settings.warnings())
        .hasSize(from == null ? 0 : 1)
        .allMatch(p -> p.sentence().contains("from interval " + from + " on"));
  }

  @Test
  void aWrongTypeIsReportedOnce() {
    assertThat(read("percentile", Map.of("percentile", "most")).problems()).hasSize(1);
    assertThat(read("asha", Map.of("min_interval", 1.5)).problems()).hasSize(1);
    assertThat(read("asha", Map.of("min_interval", 1, "reduction_factor", 2.5)).problems())
        .hasSize(1);
    assertThat(read("patience", Map.of("intervals", "few")).problems()).hasSize(1);
    assertThat(read("patience", Map.of("intervals", 3, "min_delta", "small")).problems())
        .hasSize(1);
    assertThat(read("threshold", Map.of("lower", "low")).problems()).hasSize(1);
    assertThat(read("threshold", Map.of("lower", "low", "upper", 1)).problems()).hasSize(1);
    assertThat(read("truncation_selection", Map.of("truncation_percentage", "many")).problems())
        .hasSize(1);
    assertThat(read("bandit", Map.of("slack_factor", "wide")).problems()).hasSize(1);
    assertThat(read("median_stopping", Map.of("delay_evaluation", "late")).problems()).hasSize(1);
  }

  @Test
  void anUnknownPolicyIsAProblemThatNamesTheKnownOnesAndReadsAsNone() {
    // Given
    SettingsOf settings = new SettingsOf(Map.of());

    // When
    StoppingPolicy policy = Policies.read("hyperband", settings);

    // Then
    assertThat(policy.name()).isEqualTo("none");
    assertThat(settings.problems())
        .singleElement()
        .satisfies(p -> assertThat(p.sentence()).contains("hyperband").contains("median_stopping"));
  }

  @ParameterizedTest
  @CsvSource({"0, true", "4, true", "5, false", "50, false"})
  void warnsWhereFewEarlyValuesDecide(int delay, boolean warns) {
    SettingsOf settings = read("median_stopping", Map.of("delay_evaluation", delay));

    assertThat(settings.warnings()).hasSize(warns ? 1 : 0);
  }

  @Test
  void warnsWhereTheDelayIsLeftOutButNotWithoutAPolicy() {
    assertThat(read("median_stopping", Map.of()).warnings())
        .singleElement()
        .satisfies(p -> assertThat(p.sentence()).contains("5 or more is recommended"));
    assertThat(read("none", Map.of()).warnings()).isEmpty();
  }
}
