package io.trialstream.meters;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import java.util.Set;

/**
 * What is kept of the metrics of Kafka's clients and of Kafka Streams: a few dozen of some
 * thousands, those by which an operator sees that records are read, processed, committed, restored
 * and sent. Only the lag is kept for each partition. The labels are left as they are: Micrometer's
 * binder takes a meter with fewer for one to be replaced.
 */
final class KafkaSeries implements MeterFilter {
  private static final String PREFIX = "kafka.";

  private static final Set<String> KEPT =
      Set.of(
          "kafka.stream.alive.stream.threads",
          "kafka.stream.failed.stream.threads",
          "kafka.stream.thread.commit.total",
          "kafka.stream.thread.commit.latency.avg",
          "kafka.stream.thread.commit.latency.max",
          "kafka.stream.thread.poll.total",
          "kafka.stream.thread.poll.latency.avg",
          "kafka.stream.thread.poll.latency.max",
          "kafka.stream.thread.poll.records.avg",
          "kafka.stream.thread.process.total",
          "kafka.stream.thread.process.latency.avg",
          "kafka.stream.thread.process.latency.max",
          "kafka.stream.thread.punctuate.latency.avg",
          "kafka.stream.thread.punctuate.latency.max",
          "kafka.stream.state.updater.active.restoring.tasks",
          "kafka.stream.state.updater.standby.updating.tasks",
          "kafka.stream.state.updater.restore.records.rate",
          "kafka.stream.task.restore.remaining.records.total",
          "kafka.consumer.fetch.manager.records.lag",
          "kafka.consumer.fetch.manager.records.consumed.total",
          "kafka.consumer.fetch.manager.fetch.latency.avg",
          "kafka.consumer.last.poll.seconds.ago",
          "kafka.consumer.coordinator.rebalance.total",
          "kafka.consumer.coordinator.failed.rebalance.total",
          "kafka.consumer.coordinator.rebalance.latency.avg",
          "kafka.consumer.coordinator.rebalance.latency.max",
          "kafka.consumer.coordinator.last.heartbeat.seconds.ago",
          "kafka.consumer.coordinator.assigned.partitions",
          "kafka.consumer.share.poll.idle.ratio.avg",
          "kafka.consumer.share.last.poll.seconds.ago",
          "kafka.consumer.share.coordinator.rebalance.total",
          "kafka.consumer.share.coordinator.heartbeat.total",
          "kafka.consumer.share.coordinator.last.heartbeat.seconds.ago",
          "kafka.consumer.share.fetch.manager.records.total",
          "kafka.consumer.share.fetch.manager.fetch.total",
          "kafka.consumer.share.fetch.manager.fetch.latency.avg",
          "kafka.consumer.share.fetch.manager.acknowledgements.send.total",
          "kafka.consumer.share.fetch.manager.acknowledgements.error.total",
          "kafka.producer.record.send.total",
          "kafka.producer.record.error.total",
          "kafka.producer.record.retry.total",
          "kafka.producer.request.latency.avg",
          "kafka.producer.request.latency.max",
          "kafka.producer.requests.in.flight",
          "kafka.producer.buffer.available.bytes",
          "kafka.producer.txn.commit.time.ns.total");

  private volatile String prefix = "";

  /** Topics whose names begin so are shown under these names alone. */
  void topics(String prefix) {
    this.prefix = prefix;
  }

  /** Kafka shows a topic whose name has periods a second time, with underscores instead. */
  private boolean isRepeated(Meter.Id id) {
    String topic = id.getTag("topic");
    return topic != null && !topic.startsWith(prefix) && topic.startsWith(prefix.replace('.', '_'));
  }

  @Override
  public MeterFilterReply accept(Meter.Id id) {
    boolean kafkas = id.getName().startsWith(PREFIX);
    return kafkas && (!KEPT.contains(id.getName()) || isRepeated(id))
        ? MeterFilterReply.DENY
        : MeterFilterReply.NEUTRAL;
  }
}
