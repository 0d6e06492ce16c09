package io.trialstream.embedded;

import java.util.HashMap;
import java.util.Map;

/** The settings of a broker that is alone: one node, one replica of everything, quick to start. */
final class BrokerSettings {
  static final int NODE_ID = 1;
  static final String CONTROLLER_LISTENER = "CONTROLLER";
  static final String HOST = "127.0.0.1";

  private BrokerSettings() {}

  static Map<String, String> of(DataDirectory data, int port, int controllerPort) {
    Map<String, String> settings = new HashMap<>();
    node(settings, port, controllerPort);
    settings.put("metadata.log.dir", data.metadata().toString());
    settings.put("log.dirs", data.topics().toString());
    settings.put("auto.create.topics.enable", "false");
    alone(settings);
    session(settings);
    groups(settings);
    small(settings);
    return settings;
  }

  private static void node(Map<String, String> settings, int port, int controllerPort) {
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", Integer.toString(NODE_ID));
    settings.put(
        "listeners",
        "BROKER://%s:%d,%s://%s:%d"
            .formatted(HOST, port, CONTROLLER_LISTENER, HOST, controllerPort));
    settings.put("advertised.listeners", "BROKER://%s:%d".formatted(HOST, port));
    settings.put(
        "listener.security.protocol.map",
        "BROKER:PLAINTEXT,%s:PLAINTEXT".formatted(CONTROLLER_LISTENER));
    settings.put("inter.broker.listener.name", "BROKER");
    settings.put("controller.listener.names", CONTROLLER_LISTENER);
    settings.put("controller.quorum.voters", "%d@%s:%d".formatted(NODE_ID, HOST, controllerPort));
  }

  /** One replica of Kafka's own topics; it cannot be changed after their first use. */
  private static void alone(Map<String, String> settings) {
    settings.put("default.replication.factor", "1");
    settings.put("min.insync.replicas", "1");
    settings.put("offsets.topic.replication.factor", "1");
    settings.put("offsets.topic.num.partitions", "4");
    settings.put("transaction.state.log.replication.factor", "1");
    settings.put("transaction.state.log.min.isr", "1");
    settings.put("transaction.state.log.num.partitions", "4");
    settings.put("share.coordinator.state.topic.replication.factor", "1");
    settings.put("share.coordinator.state.topic.min.isr", "1");
    settings.put("share.coordinator.state.topic.num.partitions", "4");
  }

  private static void groups(Map<String, String> settings) {
    settings.put("group.initial.rebalance.delay.ms", "0");
    // A record may be handed out this often before Kafka gives it up: as often as Kafka allows.
    settings.put("group.share.delivery.count.limit", "10");
    // What a dead worker had acquired, or would be handed next, is free for the others after this.
    settings.put("group.share.record.lock.duration.ms", "15000");
    settings.put("group.share.min.session.timeout.ms", "6000");
    settings.put("group.share.session.timeout.ms", "10000");
    settings.put("group.share.min.heartbeat.interval.ms", "1000");
    settings.put("group.share.heartbeat.interval.ms", "2000");
    // What a dead coordinator had begun hides later records until it is aborted.
    settings.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
  }

  /** A killed broker may register anew only when its earlier self counts as gone. */
  private static void session(Map<String, String> settings) {
    settings.put("broker.heartbeat.interval.ms", "500");
    settings.put("broker.session.timeout.ms", "3000");
  }

  /** Threads and buffers for one machine instead of a data centre's. */
  private static void small(Map<String, String> settings) {
    settings.put("num.network.threads", "2");
    settings.put("num.io.threads", "4");
    settings.put("background.threads", "2");
    settings.put("group.coordinator.threads", "2");
    settings.put("log.cleaner.dedupe.buffer.size", "8388608");
    settings.put("log.cleaner.io.buffer.size", "131072");
    settings.put("offsets.load.buffer.size", "262144");
    settings.put("transaction.state.log.load.buffer.size", "262144");
    settings.put("share.coordinator.load.buffer.size", "262144");
    settings.put("offsets.topic.segment.bytes", "16777216");
    settings.put("transaction.state.log.segment.bytes", "16777216");
    settings.put("share.coordinator.state.topic.segment.bytes", "16777216");
  }
}
