package io.trialstream.meters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KafkaMetersTest {
  private final KafkaMeters meters =
      new KafkaMeters(new SimpleMeterRegistry(), new KafkaSeries(), Duration.ofMillis(5));

  @AfterEach
  void close() {
    meters.close();
  }

  /** A producer that counts how often it is asked for its metrics. */
  private static final class Asked extends MockProducer<byte[], byte[]> {
    private final AtomicInteger times = new AtomicInteger();

    @Override
    public Map<MetricName, Metric> metrics() {
      times.incrementAndGet();
      return super.metrics();
    }

    int times() {
      return times.get();
    }
  }

  private static void awaitFurther(Asked producer) {
    int before = producer.times();
    await().until(() -> producer.times() >= before + 5);
  }

  @Test
  void clientWhosePlaceAnotherTakesIsLeftAlone() {
    // Given
    Asked first = new Asked();
    Producer<byte[], byte[]> returned = meters.watch("journal", first);
    assertThat(returned).isSameAs(first);
    awaitFurther(first);

    // When
    Asked second = new Asked();
    meters.watch("journal", second);
    int asked = first.times();
    awaitFurther(second);

    // Then
    assertThat(first.times()).isEqualTo(asked);
  }

  @Test
  void clientThatIsNotWatchedAnyMoreIsLeftAloneAndTheOthersAreNot() {
    // Given
    Asked ended = new Asked();
    Asked other = new Asked();
    meters.watch("journal", ended);
    meters.watch("heartbeats", other);
    awaitFurther(ended);

    // When
    meters.unwatch("journal");
    int asked = ended.times();
    awaitFurther(other);

    // Then
    assertThat(ended.times()).isEqualTo(asked);
  }
}
