package io.trialstream.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalSenderTest {
  @TempDir Path folder;

  private final BlockingQueue<MockProducer<byte[], byte[]>> producers = new LinkedBlockingQueue<>();
  private Journal journal;
  private JournalSender sender;

  @BeforeEach
  void open() throws IOException {
    journal = Journal.open(folder, 1 << 20);
    sender =
        new JournalSender(
            journal,
            "metrics",
            this::producer,
            new WorkerMeters(new SimpleMeterRegistry(), "pool"));
  }

  @AfterEach
  void close() {
    sender.close();
    journal.close();
  }

  private Producer<byte[], byte[]> producer() {
    MockProducer<byte[], byte[]> producer =
        new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    producers.add(producer);
    return producer;
  }

  private CompletableFuture<Void> append(String value) throws IOException {
    JournalFrame frame = new JournalFrame("key".getBytes(UTF_8), value.getBytes(UTF_8));
    ByteBuffer buffer = ByteBuffer.allocate(frame.size());
    frame.write(buffer);
    return sender.acknowledged(journal.append(buffer.flip()));
  }

  private static List<String> sent(MockProducer<byte[], byte[]> producer) {
    return producer.history().stream().map(record -> new String(record.value(), UTF_8)).toList();
  }

  @Test
  void aRecordIsAcknowledgedWhenTheBrokerHasIt() throws Exception {
    // Given
    MockProducer<byte[], byte[]> producer = producers.take();
    CompletableFuture<Void> first = append("first");
    CompletableFuture<Void> second = append("second");
    await().until(() -> producer.history().size() == 2);

    // When
    producer.completeNext();

    // Then
    first.get();
    assertThat(second).isNotDone();
    assertThat(sender.await(Duration.ofMillis(100))).isFalse();
    producer.completeNext();
    second.get();
    assertThat(sender.await(Duration.ofSeconds(10))).isTrue();
  }

  @Test
  void afterAFailureAllThatIsNotAcknowledgedIsSentAgainInOrder() throws Exception {
    // Given
    MockProducer<byte[], byte[]> failing = producers.take();
    CompletableFuture<Void> first = append("first");
    append("second");
    CompletableFuture<Void> third = append("third");
    await().until(() -> failing.history().size() == 3);
    failing.completeNext();

    // When
    failing.errorNext(new TopicAuthorizationException("metrics"));

    // Then
    first.get();
    MockProducer<byte[], byte[]> next = producers.take();
    await().until(() -> next.history().size() == 2);
    assertThat(sent(next)).containsExactly("second", "third");
    assertThat(third).isNotDone();
    assertThat(failing.closed()).isTrue();
  }

  @Test
  void aRecordThatTheBrokerNeverTakesDoesNotHoldUpTheRest() throws Exception {
    // Given
    MockProducer<byte[], byte[]> producer = producers.take();
    append("too large");
    CompletableFuture<Void> next = append("next");
    await().until(() -> producer.history().size() == 2);

    // When
    producer.errorNext(new RecordTooLargeException());
    producer.completeNext();

    // Then
    next.get();
    assertThat(sender.await(Duration.ofSeconds(10))).isTrue();
  }

  @Test
  void whatIsInFlightIsBoundedWhateverTheBacklog() throws Exception {
    // Given
    MockProducer<byte[], byte[]> producer = producers.take();
    for (int i = 0; i < 12_000; i++) {
      append("record " + i);
    }

    // When
    await().until(() -> producer.history().size() == 5_000);

    // Then
    await().during(Duration.ofMillis(300)).until(() -> producer.history().size() == 5_000);
    while (journal.acknowledged() < journal.end()) {
      producer.completeNext();
    }
    assertThat(sent(producer))
        .isEqualTo(IntStream.range(0, 12_000).mapToObj(i -> "record " + i).toList());
  }
}
