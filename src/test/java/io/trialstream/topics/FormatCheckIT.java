package io.trialstream.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trialstream.avro.MetricEvent;
import io.trialstream.embedded.EmbeddedBroker;
import io.trialstream.topics.schema.SchemaVersions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a start finds out about the records that are there. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FormatCheckIT {
  private static final byte[] SINGLE_OBJECT =
      new AvroCodec<>(MetricEvent.class).encode(OtherVersions.read());
  private static final byte[] OF_REGISTRY =
      OtherVersions.confluent(SchemaVersions.of(MetricEvent.class).newest(), 7);

  private EmbeddedBroker broker;

  @BeforeAll
  void startBroker(@TempDir Path data) {
    broker = EmbeddedBroker.start(data, 0);
  }

  @AfterAll
  void stopBroker() {
    broker.close();
  }

  /** A configuration of topics with these records on the log. */
  private TrialstreamConfig topics(String prefix, byte[]... records) throws Exception {
    TrialstreamConfig config =
        new TrialstreamConfig(
            Map.of("bootstrap.servers", broker.bootstrapServers(), "topic.prefix", prefix));
    try (TopicAdmin admin = TopicAdmin.open(config);
        Producer<byte[], byte[]> producer =
            new KafkaProducer<>(
                config.producer(), new ByteArraySerializer(), new ByteArraySerializer())) {
      admin.create();
      for (byte[] value : records) {
        producer.send(new ProducerRecord<>(config.topics().metrics().name(), 3, null, value)).get();
      }
    }
    return config;
  }

  @Test
  void theNewestRecordIsLookedAtAsTheOldestIs() throws Exception {
    // Given: a registry was there for a while
    TrialstreamConfig config = topics("newest.", SINGLE_OBJECT, SINGLE_OBJECT, OF_REGISTRY);

    // When, Then
    assertThatThrownBy(() -> WireStart.requireFormat(config, List.of()))
        .isInstanceOf(TopicAdminException.class)
        .hasMessage(
            "Topic newest.metrics has values in the wire format of a schema registry (partition 3, offset 2): set schema.registry.url to the registry's address.");
  }

  @Test
  void aTopicWithRecordsHoldsNoStartUp() throws Exception {
    // Given
    TrialstreamConfig config = topics("quick.", SINGLE_OBJECT, SINGLE_OBJECT);
    long start = System.nanoTime();

    // When
    FormatCheck.Found found = FormatCheck.look(config, config.topics().fixed());

    // Then: it did not wait until its patience was at an end
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(FormatCheck.PATIENCE);
    assertThat(found).isEqualTo(new FormatCheck.Found(Map.of(), List.of("quick.metrics")));
  }

  @Test
  void ofPartitionsThatNobodyAnswersForNothingIsSaid() {
    // Given
    MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    consumer.updatePartitions("away.metrics", List.of());
    consumer.setOffsetsException(new TimeoutException("no leader"));

    // When
    FormatCheck.Found found = FormatCheck.look(List.of(new Topics("away.").metrics()), consumer);

    // Then
    assertThat(found).isEqualTo(FormatCheck.Found.NOTHING);
  }
}
