package io.trialstream.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class ClaimTest {
  private static final int LOCK_MS = 300;

  private final ConsumerRecord<byte[], byte[]> record =
      new ConsumerRecord<>("trials", 0, 7, new byte[0], new byte[0]);
  private final List<String> calls = Collections.synchronizedList(new ArrayList<>());
  private final List<ConsumerRecord<byte[], byte[]>> others = new ArrayList<>();
  private final CompletableFuture<Void> aborted = new CompletableFuture<>();

  /** A consumer that writes down what it is told, and returns a record after a renewal. */
  @SuppressWarnings("unchecked")
  private ShareConsumer<byte[], byte[]> consumer(ConsumerRecord<byte[], byte[]> returned) {
    return (ShareConsumer<byte[], byte[]>)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {ShareConsumer.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "acquisitionLockTimeoutMs" -> Optional.of(LOCK_MS);
                  case "acknowledge" -> {
                    calls.add(arguments[1].toString());
                    yield null;
                  }
                  case "commitSync" -> Map.of();
                  case "poll" ->
                      new ConsumerRecords<>(
                          Map.of(new TopicPartition("trials", 0), List.of(returned)), Map.of());
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  private Claim claim(ConsumerRecord<byte[], byte[]> returned) {
    return new Claim(consumer(returned), record, others::add, aborted);
  }

  @Test
  void theLockIsRenewedWhileTheBrokerIsSlow() throws InterruptedException {
    // Given
    Claim claim = claim(record);
    CompletableFuture<Void> slow =
        new CompletableFuture<Void>().completeOnTimeout(null, LOCK_MS * 2, TimeUnit.MILLISECONDS);

    // When
    boolean done = claim.await(slow);
    claim.accept();

    // Then
    assertThat(done).isTrue();
    assertThat(calls).hasSizeGreaterThanOrEqualTo(4).endsWith("accept");
    assertThat(calls.subList(0, calls.size() - 1)).containsOnly("renew");
  }

  @Test
  void whatIsLostIsNotAcceptedAndWhatCameInsteadIsKept() throws InterruptedException {
    // Given
    ConsumerRecord<byte[], byte[]> other =
        new ConsumerRecord<>("trials", 0, 8, new byte[0], new byte[0]);
    Claim claim = claim(other);
    CompletableFuture<Void> slow =
        new CompletableFuture<Void>().completeOnTimeout(null, LOCK_MS * 2, TimeUnit.MILLISECONDS);

    // When
    claim.await(slow);
    claim.accept();

    // Then
    assertThat(calls).containsExactly("renew");
    assertThat(others).containsExactly(other);
  }

  @Test
  void anAbortedWaitAndAFailureAreNoSuccess() throws InterruptedException {
    // Given
    aborted.complete(null);

    // When
    boolean afterAbort = claim(record).await(new CompletableFuture<>());
    boolean afterFailure =
        new Claim(consumer(record), record, others::add, new CompletableFuture<>())
            .await(CompletableFuture.failedFuture(new TimeoutException()));

    // Then
    assertThat(afterAbort).isFalse();
    assertThat(afterFailure).isFalse();
  }
}
