package io.trialstream.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class LeaseAuditTest {
  private static final LeaseKey KEY = new LeaseKey("exp", 0, 1, "e1");
  private static final LeaseKey OTHER = new LeaseKey("exp", 1, 1, "e2");

  private final Questions questions = new Questions();
  private final LeaseAudit audit = new LeaseAudit(900, questions, 4, 0);
  private long now;

  /** Answers when the test says so. */
  private static final class Questions implements LogEnds {
    final Deque<CompletableFuture<Ends>> open = new ArrayDeque<>();

    @Override
    public CompletionStage<Ends> ask(int partition) {
      CompletableFuture<Ends> answer = new CompletableFuture<>();
      open.add(answer);
      return answer;
    }

    void answer(long metrics, long heartbeats) {
      open.remove().complete(new Ends(metrics, heartbeats));
    }
  }

  /** Looks at the clock every 50 ms, as the processor does, up to the moment. */
  private List<LeaseKey> tickTo(long moment, long metrics, long heartbeats) {
    List<LeaseKey> lost = List.of();
    while (now < moment && lost.isEmpty()) {
      now += 50;
      lost = audit.lost(now, metrics, heartbeats);
    }
    return lost;
  }

  @Test
  void silentExecutionIsLostOnceTheInputsAreProcessedUpToTheirEnds() {
    // Given
    audit.renew(KEY, 0);
    tickTo(950, 5, 5);
    questions.answer(7, 9);

    // When
    List<LeaseKey> behind = tickTo(1000, 7, 8);
    List<LeaseKey> caughtUp = tickTo(1050, 7, 9);

    // Then
    assertThat(behind).isEmpty();
    assertThat(caughtUp).containsExactly(KEY);
  }

  @Test
  void renewalThatWaitedInTheTopicSavesTheExecution() {
    // Given
    audit.renew(KEY, 0);
    audit.renew(OTHER, 0);
    tickTo(950, 5, 5);
    questions.answer(5, 6);

    // When
    tickTo(1000, 5, 5);
    audit.renew(KEY, now);
    List<LeaseKey> lost = tickTo(1100, 5, 6);

    // Then
    assertThat(lost).containsExactly(OTHER);
  }

  @Test
  void outageDeclaresNobodyLost() {
    // Given
    audit.renew(KEY, 0);
    tickTo(950, 5, 5);

    // When
    questions.open.remove().completeExceptionally(new IllegalStateException("no brokers"));
    tickTo(1050, 5, 5);
    questions.answer(5, 5);
    List<LeaseKey> lost = tickTo(1800, 5, 5);

    // Then
    assertThat(lost).isEmpty();
  }

  @Test
  void answerThatCameLateStartsAllLeasesAnew() {
    // Given
    audit.renew(KEY, 0);
    tickTo(950, 5, 5);

    // When
    tickTo(1400, 5, 5);
    questions.answer(5, 5);
    List<LeaseKey> lost = tickTo(2200, 5, 5);

    // Then
    assertThat(lost).isEmpty();
  }

  @Test
  void gapBetweenLooksStartsAllLeasesAnew() {
    // Given
    audit.renew(KEY, 0);
    tickTo(600, 5, 5);

    // When
    now = 5000;
    List<LeaseKey> lost = audit.lost(now, 5, 5);

    // Then
    assertThat(lost).isEmpty();
    assertThat(tickTo(5850, 5, 5)).isEmpty();
    assertThat(questions.open).isEmpty();
  }

  @Test
  void executionThatStaysSilentIsNamedAgainAfterAnotherDuration() {
    // Given
    audit.renew(KEY, 0);
    tickTo(950, 5, 5);
    questions.answer(5, 5);
    assertThat(tickTo(1000, 5, 5)).containsExactly(KEY);

    // When
    List<LeaseKey> soon = tickTo(1800, 5, 5);
    tickTo(1950, 5, 5);
    questions.answer(5, 5);
    List<LeaseKey> later = tickTo(2050, 5, 5);

    // Then
    assertThat(soon).isEmpty();
    assertThat(later).containsExactly(KEY);
  }

  @Test
  void releasedExecutionIsNeverLost() {
    // Given
    audit.renew(KEY, 0);
    tickTo(950, 5, 5);
    questions.answer(5, 5);
    audit.release(KEY);

    // When
    List<LeaseKey> lost = tickTo(3000, 5, 5);

    // Then
    assertThat(lost).isEmpty();
  }
}
