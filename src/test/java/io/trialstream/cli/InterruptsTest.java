package io.trialstream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class InterruptsTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  private final AtomicInteger insisted = new AtomicInteger();
  private Runnable signal = () -> {};
  private boolean listening;

  private Interrupts listen() {
    listening = true;
    return Interrupts.listen(
        handler -> {
          signal = handler;
          return () -> listening = false;
        },
        insisted::incrementAndGet);
  }

  @Test
  void theFirstSignalWakesWhatWaits() {
    // Given
    Interrupts interrupts = listen();
    new Thread(signal, "test-signal").start();

    // When
    boolean asked = interrupts.await(LONG);

    // Then
    assertThat(asked).isTrue();
    assertThat(insisted).hasValue(0);
  }

  @Test
  void withoutASignalAWaitEndsWithItsTime() {
    assertThat(listen().await(Duration.ofMillis(1))).isFalse();
  }

  @Test
  void theSecondSignalInsistsEvenWhereTheFirstWasNoted() {
    // Given
    Interrupts interrupts = listen();
    signal.run();
    interrupts.acknowledge();

    // When
    signal.run();
    signal.run();

    // Then
    assertThat(insisted).hasValue(2);
    assertThat(interrupts.asked()).isFalse();
  }

  @Test
  void aCallIsInterruptedAndLeavesNoTraceOnItsThread() throws Exception {
    // Given
    Interrupts interrupts = listen();
    CountDownLatch inCall = new CountDownLatch(1);
    Thread sender =
        new Thread(
            () -> {
              awaitUninterruptibly(inCall);
              signal.run();
            },
            "test-signal");
    sender.start();

    // When
    Optional<String> result =
        interrupts.call(
            () -> {
              inCall.countDown();
              Thread.sleep(LONG.toMillis());
              return "slept";
            });

    // Then
    assertThat(result).isEmpty();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void aCallIsNotMadeOnceTheCommandIsAskedToEnd() {
    // Given
    Interrupts interrupts = listen();
    signal.run();

    // When
    Optional<String> result =
        interrupts.call(
            () -> {
              throw new AssertionError("called");
            });

    // Then
    assertThat(result).isEmpty();
  }

  @Test
  void withoutASignalACallsResultAndFailureAreItsOwn() throws Exception {
    Interrupts interrupts = listen();

    assertThat(interrupts.call(() -> "done")).contains("done");
    assertThatThrownBy(
            () ->
                interrupts.call(
                    () -> {
                      throw new IOException("broken");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("broken");
  }

  @Test
  void closingEndsTheListening() {
    // Given
    Interrupts interrupts = listen();

    // When
    interrupts.close();

    // Then
    assertThat(listening).isFalse();
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
