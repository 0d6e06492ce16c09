package io.trialstream.topics;

import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * How records get into the log in the order in which they are sent, whatever happens to the broker.
 *
 * <p>An idempotent producer with several batches on their way keeps the order only where the broker
 * knows the producer. To one that it has not heard of, or has forgotten, it takes any batch as the
 * first: where the first batch is refused, as by a broker that has just started and does not lead
 * the partition yet, the second may get in before it. The log would then drop the first one's
 * records, whose {@code seq} is lower, as duplicates. So there is one batch on its way at a time.
 */
public final class OrderedProducer {
  /** The producer's settings; nothing may override them. */
  public static final Map<String, Object> SETTINGS =
      Map.of(
          ProducerConfig.ACKS_CONFIG,
          "all",
          ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
          true,
          ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
          1);

  private OrderedProducer() {}
}
