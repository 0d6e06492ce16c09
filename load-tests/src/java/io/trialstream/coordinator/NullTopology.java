package io.trialstream.coordinator;

import io.trialstream.topics.TrialstreamConfig;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;

/**
 * What the coordinator's throughput is held against: a topology that reads the topic {@code
 * metrics}, decodes its records as the coordinator does and counts them, with the coordinator's
 * settings and nothing else.
 */
public final class NullTopology implements AutoCloseable {
  private final BoundedRocksDb.Memory memory = new BoundedRocksDb.Memory();
  private final AtomicLong counted = new AtomicLong();
  private final KafkaStreams streams;

  /** Counts; the stream thread is one, so that nothing needs adding up atomically. */
  private final class Count implements Processor<String, Inbound, Void, Void> {
    @Override
    public void process(Record<String, Inbound> record) {
      if (record.value() instanceof Inbound.MetricIn) {
        counted.lazySet(counted.get() + 1);
      }
    }
  }

  /** Starts it, under the configuration's application id. */
  public NullTopology(TrialstreamConfig config) {
    Topology topology = new Topology();
    topology.addSource(
        AutoOffsetReset.earliest(),
        "from-metrics",
        new StringDeserializer(),
        InboundDeserializer.metrics(config.topics().metrics().codec()),
        config.topics().metrics().name());
    topology.addProcessor("count", Count::new, "from-metrics");
    streams =
        new KafkaStreams(
            topology, new StreamsConfig(Coordinator.settings(config, "127.0.0.1", 1, memory)));
    streams.start();
  }

  /** The records counted so far. */
  public long counted() {
    return counted.get();
  }

  @Override
  public void close() {
    streams.close();
    memory.close();
  }
}
