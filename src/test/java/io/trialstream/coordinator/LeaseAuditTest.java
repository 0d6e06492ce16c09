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
  private final LeaseAudit audit = new LeaseAudit(900, 50, questions, 4, 0);
  private long now;

  /** Answers at once, or, where it is away, when the test says so. */
  private static final class Questions implements LogEnds {
    final Deque<CompletableFuture<Ends>> open = new ArrayDeque<>();
    Ends ends = new Ends(5, 5);
    boolean away;

    @Override
    public CompletionStage<Ends> ask(int partition) {
      CompletableFuture<Ends> answer = new CompletableFuture<>();
      if (away) {
        open.add(answer);
      } else {
        answer.complete(ends);
      }
      return answer;
    }

    void comeBack() {
      away = false;
      open.remove().complete(ends);
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
    tickTo(850, 5, 5);
    questions.ends = new LogEnds.Ends(7, 9);

    // When
    List<LeaseKey> behind = tickTo(1200, 7, 8);
    List<LeaseKey> caughtUp = tickTo(1350, 7, 9);

    // Then
    assertThat(behind).isEmpty();
    assertThat(caughtUp).containsExactly(KEY);
  }

  @Test
  void renewalThatWaitedInTheTopicSavesTheExecution() {
    // Given
    audit.renew(KEY, 0);
    audit.renew(OTHER, 0);
    tickTo(850, 5, 5);
    questions.ends = new LogEnds.Ends(5, 6);

    // When
    tickTo(1000, 5, 5);
    audit.renew(KEY, now);
    List<LeaseKey> lost = tickTo(1200, 5, 6);

    // Then
    assertThat(lost).containsExactly(OTHER);
  }

  @Test
  void outageDeclaresNobodyLost() {
    // Given
    audit.renew(KEY, 0);
    tickTo(850, 5, 5);
    questions.away = true;

    // When
    tickTo(1000, 5, 5);
    questions.open.remove().completeExceptionally(new IllegalStateException("no brokers"));
    tickTo(1050, 5, 5);
    questions.away = false;
    questions.open.forEach(open -> open.complete(questions.ends));
    List<LeaseKey> lost = tickTo(1900, 5, 5);

    // Then
    assertThat(lost).isEmpty();
  }

  @Test
  void outageThatEndsJustAsTheLeasesDoDeclaresNobodyLost() {
    // Given
    audit.renew(KEY, 0);
    tickTo(300, 5, 5);
    questions.away = true;

    // When
    tickTo(950, 5, 5);
    questions.comeBack();
    List<LeaseKey> lost = tickTo(1800, 5, 5);

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
  }

  @Test
  void executionThatStaysSilentIsNamedAgainAfterAnotherDuration() {
    // Given
    audit.renew(KEY, 0);
    assertThat(tickTo(1100, 5, 5)).containsExactly(KEY);

    // When
    List<LeaseKey> soon = tickTo(now + 850, 5, 5);
    List<LeaseKey> later = tickTo(now + 250, 5, 5);

    // Then
    assertThat(soon).isEmpty();
    assertThat(later).containsExactly(KEY);
  }

  @Test
  void releasedExecutionIsNeverLost() {
    // Given
    audit.renew(KEY, 0);
    tickTo(850, 5, 5);
    audit.release(KEY);

    // When
    List<LeaseKey> lost = tickTo(3000, 5, 5);

    // Then
    assertThat(lost).isEmpty();
  }

  @Test
  void looksThatAreFarApartByConfigurationAreNoGap() {
    // Given
    LeaseAudit slow = new LeaseAudit(900, 1000, questions, 4, 0);
    slow.renew(KEY, 0);

    // When
    slow.lost(1000, 5, 5);
    List<LeaseKey> lost = slow.lost(2000, 5, 5);

    // Then
    assertThat(lost).containsExactly(KEY);
  }
}
