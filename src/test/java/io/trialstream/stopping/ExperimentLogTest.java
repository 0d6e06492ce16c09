package io.trialstream.stopping;

import static io.trialstream.stopping.Effect.Reason.AFTER_END;
import static io.trialstream.stopping.Effect.Reason.DUPLICATE;
import static io.trialstream.stopping.Effect.Reason.FOREIGN_EXECUTION;
import static io.trialstream.stopping.Effect.Reason.SUPERSEDED_ATTEMPT;
import static io.trialstream.stopping.Script.METRIC;
import static org.assertj.core.api.Assertions.assertThat;

import io.trialstream.stopping.Effect.Counted;
import io.trialstream.stopping.Effect.Dropped;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExperimentLogTest {
  private static final String FIRST_INTERVAL = "trialstream.first_interval";
  private static final Counted QUIET = new Counted(0, false, List.of());

  private final Script script = new Script(Goal.MAXIMIZE, "none", Map.of());
  private final ExperimentLog log = script.log;

  private Standing standing(int trial) {
    return log.standing(trial).orElseThrow();
  }

  @Test
  void theFirstStartedOfAnAttemptOwnsIt() {
    // Given
    log.started(0, 1, "first", 1);

    // When
    Effect started = log.started(0, 1, "second", 1);
    Effect foreign = log.report(0, 1, "second", 2, METRIC, 99);
    Effect own = log.report(0, 1, "first", 2, METRIC, 1);

    // Then
    assertThat(started).isEqualTo(new Dropped(FOREIGN_EXECUTION));
    assertThat(foreign).isEqualTo(new Dropped(FOREIGN_EXECUTION));
    assertThat(own).isEqualTo(new Counted(1, true, List.of()));
    assertThat(standing(0).score()).hasValue(1);
    assertThat(log.dropped(FOREIGN_EXECUTION)).isEqualTo(2);
  }

  @Test
  void whatNobodyStartedIsForeignAndLeavesNoTrial() {
    assertThat(log.report(0, 1, "x", 1, METRIC, 1)).isEqualTo(new Dropped(FOREIGN_EXECUTION));
    assertThat(log.ended(0, 1, "x", 2, EndState.FAILED)).isEqualTo(new Dropped(FOREIGN_EXECUTION));
    assertThat(log.ended(0, 1, "x", 0, EndState.LOST)).isEqualTo(new Dropped(FOREIGN_EXECUTION));
    assertThat(log.standing(0)).isEmpty();
    assertThat(log.ranking()).isEmpty();
  }

  @Test
  void aSeqThatIsNotAboveTheLastSeenIsADuplicate() {
    // Given
    log.started(0, 1, "x", 1);
    log.report(0, 1, "x", 5, METRIC, 1);

    // When
    Effect same = log.report(0, 1, "x", 5, METRIC, 2);
    Effect lower = log.report(0, 1, "x", 3, METRIC, 3);
    Effect startedAgain = log.started(0, 1, "x", 1);
    Effect next = log.report(0, 1, "x", 6, METRIC, 0.5);

    // Then
    assertThat(List.of(same, lower, startedAgain)).containsOnly(new Dropped(DUPLICATE));
    assertThat(next).isEqualTo(new Counted(2, false, List.of()));
    assertThat(standing(0).score()).hasValue(1);
  }

  @Test
  void theLastSeenSeqOfAnExecutionIsKeptWhateverBecameOfItsRecords() {
    // Given
    log.started(0, 1, "first", 1);
    log.report(0, 2, "second", 4, METRIC, 1);
    log.started(0, 3, "third", 1);

    // When
    Effect ofTheFormerOwner = log.report(0, 1, "first", 1, METRIC, 1);
    Effect ofTheForeign = log.report(0, 2, "second", 4, METRIC, 1);
    Effect newer = log.report(0, 2, "second", 5, METRIC, 1);

    // Then
    assertThat(List.of(ofTheFormerOwner, ofTheForeign)).containsOnly(new Dropped(DUPLICATE));
    assertThat(newer).isEqualTo(new Dropped(SUPERSEDED_ATTEMPT));
  }

  @Test
  void aHigherAttemptSupersedesTheLowerOnes() {
    // Given
    script.start(0, 1);
    script.reports(0, 7);
    script.start(0, 3);

    // When
    Effect report = script.report(0, 1, METRIC, 8);
    Effect end = script.end(0, 1, EndState.COMPLETED);
    Effect lost = script.end(0, 1, EndState.LOST);
    Effect lateStart = script.start(0, 2);

    // Then
    assertThat(List.of(report, end, lost, lateStart)).containsOnly(new Dropped(SUPERSEDED_ATTEMPT));
    assertThat(standing(0).attempt()).isEqualTo(3);
    assertThat(standing(0).ended()).isEmpty();
    assertThat(standing(0).score()).hasValue(7);
  }

  @Test
  void aNewAttemptsFirstReportTakesTheEarlierValuesBack() {
    // Given
    script.start(0, 1);
    script.reports(0, 7, 8);
    script.end(0, 1, EndState.LOST);
    script.start(0, 2);
    Standing before = standing(0);

    // When
    Effect effect = script.report(0, 2, METRIC, 3);

    // Then
    assertThat(before.score()).hasValue(8);
    assertThat(before.intervals()).isEqualTo(2);
    assertThat(effect).isEqualTo(new Counted(1, true, List.of()));
    assertThat(standing(0).score()).hasValue(3);
    assertThat(standing(0).intervals()).isEqualTo(1);
    assertThat(standing(0).scoreInterval()).isEqualTo(1);
  }

  @Test
  void aResumedAttemptTakesBackOnlyTheValuesFromItsFirstIntervalOn() {
    // Given
    script.start(0, 1);
    script.reports(0, 5, 9, 6);
    script.start(0, 2);
    script.report(0, 2, FIRST_INTERVAL, 2);

    // When
    Effect effect = script.report(0, 2, METRIC, 4);
    Effect next = script.report(0, 2, METRIC, 6);

    // Then
    assertThat(effect).isEqualTo(new Counted(2, true, List.of()));
    assertThat(next).isEqualTo(new Counted(3, true, List.of()));
    assertThat(standing(0).score()).hasValue(6);
    assertThat(standing(0).scoreInterval()).isEqualTo(3);
  }

  @Test
  void aResumedAttemptMayGoOnBehindTheLastInterval() {
    script.start(0, 1);
    script.reports(0, 5, 9);
    script.start(0, 2);

    assertThat(script.report(0, 2, FIRST_INTERVAL, 3)).isEqualTo(QUIET);
    assertThat(script.report(0, 2, METRIC, 1)).isEqualTo(new Counted(3, false, List.of()));
    assertThat(standing(0).intervals()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, 1.5, 4, 1e300, Double.NaN, Double.POSITIVE_INFINITY})
  void aFirstIntervalThatCannotBeUsedIsADeadLetterAndMeansOne(double first) {
    // Given
    script.start(0, 1);
    script.reports(0, 5, 9);
    script.start(0, 2);
    script.report(0, 2, FIRST_INTERVAL, 2);

    // When
    Effect effect = script.report(0, 2, FIRST_INTERVAL, first);

    // Then
    assertThat(effect).isInstanceOf(Effect.Unusable.class);
    assertThat(((Effect.Unusable) effect).counted()).isEqualTo(QUIET);
    assertThat(((Effect.Unusable) effect).sentence())
        .contains("from 1 to 3")
        .contains("but is " + first);
    assertThat(script.report(0, 2, METRIC, 1)).isEqualTo(new Counted(1, true, List.of()));
  }

  @Test
  void aFirstIntervalBehindTheFirstReportIsAMetricLikeOthers() {
    script.start(0, 1);
    script.reports(0, 5);

    assertThat(script.report(0, 1, FIRST_INTERVAL, 77)).isEqualTo(QUIET);
    assertThat(script.report(0, 1, METRIC, 6)).isEqualTo(new Counted(2, true, List.of()));
  }

  @Test
  void otherMetricsCountAndDecideNothing() {
    script.start(0, 1);

    assertThat(script.report(0, 1, "loss", 5)).isEqualTo(QUIET);
    assertThat(standing(0).intervals()).isZero();
    assertThat(standing(0).score()).isEmpty();
  }

  @Test
  void behindAnEndMarkRecordsAreDropped() {
    // Given
    script.start(0, 1);
    script.reports(0, 5);
    script.end(0, 1, EndState.FAILED);

    // When
    Effect report = script.report(0, 1, METRIC, 9);
    Effect end = script.end(0, 1, EndState.COMPLETED);
    Effect lost = script.end(0, 1, EndState.LOST);

    // Then
    assertThat(List.of(report, end, lost)).containsOnly(new Dropped(AFTER_END));
    assertThat(standing(0).ended()).hasValue(EndState.FAILED);
    assertThat(standing(0).score()).hasValue(5);
  }

  @Test
  void aLostMarkHasNoSeqAndCountsOnceForTheOwner() {
    // Given
    script.start(0, 1);

    // When
    Effect ofAnother = log.ended(0, 1, "another", 0, EndState.LOST);
    Effect first = script.end(0, 1, EndState.LOST);
    Effect second = script.end(0, 1, EndState.LOST);

    // Then
    assertThat(ofAnother).isEqualTo(new Dropped(FOREIGN_EXECUTION));
    assertThat(first).isEqualTo(QUIET);
    assertThat(second).isEqualTo(new Dropped(AFTER_END));
  }

  @Test
  void aStopIsForGoodWhateverComesAfterIt() {
    // Given
    Script median = new Script(Goal.MAXIMIZE, "median_stopping", Map.of()).start(2);
    median.reports(0, 5);
    Decision stop = median.reports(1, 1).get(0);

    // When
    Effect late = median.report(1, 1, METRIC, 100);
    median.end(1, 1, EndState.COMPLETED);
    median.start(1, 2);
    Effect nextAttempt = median.report(1, 2, METRIC, 200);

    // Then
    assertThat(late).isEqualTo(new Counted(2, false, List.of()));
    assertThat(nextAttempt).isEqualTo(new Counted(1, false, List.of()));
    Standing standing = median.log.standing(1).orElseThrow();
    assertThat(standing.stopped()).hasValue(stop);
    assertThat(standing.score()).hasValue(1);
    assertThat(standing.intervals()).isEqualTo(1);
    assertThat(median.log.ranking()).containsExactly(0, 1);
  }

  @ParameterizedTest
  @EnumSource(EndState.class)
  void aTrialThatEndedIsJudgedNoMore(EndState state) {
    // Given
    Script median = new Script(Goal.MAXIMIZE, "median_stopping", Map.of()).start(3);
    median.reports(0, 1);
    median.end(0, 1, state);

    // When
    median.reports(1, 5);
    median.reports(2, 5);

    // Then
    assertThat(median.stoppedOf(3)).isEmpty();
  }

  @Test
  void aNewAttemptIsJudgedFromItsFirstReportOnWhileTheEarlierValuesStand() {
    // Given
    Script median = new Script(Goal.MAXIMIZE, "median_stopping", Map.of()).start(3);
    median.reports(0, 1);
    median.start(0, 2);

    // When
    var peersOnly = median.reports(1, 5);
    var another = median.reports(2, 5);
    var judged = median.attemptReports(0, 2, 2);

    // Then
    assertThat(peersOnly).isEmpty();
    assertThat(another).isEmpty();
    assertThat(judged).hasSize(1);
    assertThat(judged.get(0).attempt()).isEqualTo(2);
    assertThat(judged.get(0).peers()).isEqualTo(3);
  }

  @Test
  void valuesTakenBackLeaveThePeers() {
    // Given: without trial 0's second value the median at 2 is trial 2's
    Script median =
        new Script(Goal.MAXIMIZE, "median_stopping", Map.of("delay_evaluation", 2)).start(3);
    median.reports(0, 9, 9);
    median.start(0, 2);
    median.attemptReports(0, 2, 1);

    // When
    var decisions = median.reports(2, 1, 1);

    // Then
    assertThat(decisions).isEmpty();
  }

  @Test
  void theRankingPutsTheBestFirstTiesInOrderOfNumberAndNoneWithoutAScore() {
    // Given
    script.start(6);
    script.reports(5, -1);
    script.reports(4, 3, 1);
    script.reports(2, 0);
    script.reports(1, -0.0);
    script.reports(0, Double.NaN, Double.POSITIVE_INFINITY);
    script.reports(3, 1, 3);

    // Then
    assertThat(log.ranking()).containsExactly(3, 4, 1, 2, 5);
    assertThat(log.ranking(2)).containsExactly(3, 4);
    assertThat(log.ranking(0)).isEmpty();
    assertThat(standing(3).scoreInterval()).isEqualTo(2);
    assertThat(Double.doubleToRawLongBits(standing(1).score().getAsDouble())).isZero();
  }

  @Test
  void theLowestValueIsTheScoreWhereTheGoalIsToMinimize() {
    // Given
    Script minimize = new Script(Goal.MINIMIZE, "none", Map.of()).start(2);

    // When
    minimize.reports(0, 3, 0.5, 0.5, 2);
    minimize.reports(1, Double.NEGATIVE_INFINITY, 0.25);

    // Then
    assertThat(minimize.log.ranking()).containsExactly(1, 0);
    assertThat(minimize.log.standing(0).orElseThrow().score()).hasValue(0.5);
    assertThat(minimize.log.standing(0).orElseThrow().scoreInterval()).isEqualTo(2);
  }
}
