package io.trialstream.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import io.trialstream.stopping.EndState;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Walks the table of (state, end mark, retries, next state) that semantics define. */
class TrialStateTest {
  private static final Claim CLAIM = new Claim("e1", "w1", 3);
  private static final Retries TWO = new Retries(2, false);
  private static final Retries TWO_AND_FAILED = new Retries(2, true);
  private static final Retries NONE = new Retries(0, false);

  static Stream<Arguments> endMarks() {
    return Stream.of(
        row(running(1), EndState.COMPLETED, TWO, ended(TrialStatus.COMPLETED, 1, "why")),
        row(running(1), EndState.FAILED, TWO, ended(TrialStatus.FAILED, 1, "why")),
        row(running(1), EndState.FAILED, TWO_AND_FAILED, queued(2)),
        row(running(2), EndState.FAILED, TWO_AND_FAILED, queued(3)),
        row(running(3), EndState.FAILED, TWO_AND_FAILED, ended(TrialStatus.FAILED, 3, "why")),
        row(running(1), EndState.LOST, TWO, queued(2)),
        row(running(2), EndState.LOST, TWO, queued(3)),
        row(running(3), EndState.LOST, TWO, ended(TrialStatus.FAILED, 3, "lost 3 times: why")),
        row(running(1), EndState.LOST, NONE, ended(TrialStatus.FAILED, 1, "lost once: why")),
        row(running(1), EndState.STOPPED, TWO, ended(TrialStatus.STOPPED, 1, "why")),
        row(running(1), EndState.CANCELED, TWO, ended(TrialStatus.CANCELED, 1, "why")),
        row(stopping(), EndState.COMPLETED, TWO, ended(TrialStatus.STOPPED, 1, "policy")),
        row(stopping(), EndState.FAILED, TWO_AND_FAILED, ended(TrialStatus.STOPPED, 1, "policy")),
        row(stopping(), EndState.LOST, TWO, ended(TrialStatus.STOPPED, 1, "policy")),
        row(stopping(), EndState.CANCELED, TWO, ended(TrialStatus.STOPPED, 1, "policy")),
        row(canceling(), EndState.COMPLETED, TWO, ended(TrialStatus.COMPLETED, 1, "why")),
        row(canceling(), EndState.FAILED, TWO_AND_FAILED, ended(TrialStatus.FAILED, 1, "why")),
        row(canceling(), EndState.CANCELED, TWO, ended(TrialStatus.CANCELED, 1, "person")),
        row(canceling(), EndState.LOST, TWO, ended(TrialStatus.CANCELED, 1, "person")));
  }

  private static Arguments row(
      TrialState.Claimed from, EndState mark, Retries retries, TrialState to) {
    return Arguments.of(from, mark, retries, to);
  }

  private static TrialState.Running running(int attempt) {
    return new TrialState.Running(attempt, CLAIM, 0);
  }

  private static TrialState.Stopping stopping() {
    return running(1).stop("policy");
  }

  private static TrialState.Canceling canceling() {
    return running(1).cancel("person");
  }

  private static TrialState queued(int attempt) {
    return new TrialState.Queued(attempt, "why");
  }

  private static TrialState ended(TrialStatus status, int attempt, String reason) {
    return new TrialState.Ended(status, attempt, reason);
  }

  @ParameterizedTest
  @MethodSource("endMarks")
  void endMarkLeadsToTheTablesState(
      TrialState.Claimed from, EndState mark, Retries retries, TrialState to) {
    // When
    TrialState next = from.end(mark, retries, "why");

    // Then
    assertThat(next).isEqualTo(to);
  }

  @Test
  void whatTheAgentAddsToTheReasonIsKept() {
    // When
    TrialState stopped = stopping().end(EndState.STOPPED, TWO, "policy; was killed after 5 s");
    TrialState canceled = canceling().end(EndState.CANCELED, TWO, "person; was killed after 5 s");

    // Then
    assertThat(stopped).isEqualTo(ended(TrialStatus.STOPPED, 1, "policy; was killed after 5 s"));
    assertThat(canceled).isEqualTo(ended(TrialStatus.CANCELED, 1, "person; was killed after 5 s"));
  }

  @ParameterizedTest
  @MethodSource("endMarks")
  void onlyAnEndFreesTheSlot(
      TrialState.Claimed from, EndState mark, Retries retries, TrialState to) {
    assertThat(from.open()).isTrue();
    assertThat(to.open()).isEqualTo(!(to instanceof TrialState.Ended));
  }
}
