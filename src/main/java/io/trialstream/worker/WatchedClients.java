package io.trialstream.worker;

import io.trialstream.meters.KafkaMeters;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.clients.producer.Producer;

/** An agent's Kafka clients, whose metrics are shown. */
final class WatchedClients implements AutoCloseable {
  private static final String JOURNAL = "journal";
  private static final String HEARTBEATS = "heartbeats";
  private static final String INBOX = "inbox";
  private static final String SUGGESTIONS = "suggestions";

  private final KafkaClients clients;
  private final KafkaMeters meters;
  private final String agentId;

  WatchedClients(KafkaClients clients, KafkaMeters meters, String agentId) {
    this.clients = clients;
    this.meters = meters;
    this.agentId = agentId;
  }

  private String name(String purpose) {
    return agentId + "-" + purpose;
  }

  Producer<byte[], byte[]> journal() {
    return meters.watch(name(JOURNAL), clients.journal());
  }

  Producer<byte[], byte[]> heartbeats() {
    return meters.watch(name(HEARTBEATS), clients.heartbeats());
  }

  Consumer<byte[], byte[]> inbox() {
    return meters.watch(name(INBOX), clients.inbox());
  }

  ShareConsumer<byte[], byte[]> suggestions(String group, int most) {
    return meters.watch(name(SUGGESTIONS), clients.suggestions(group, most));
  }

  /** Shows the metrics no longer; the clients are closed by those who have them. */
  @Override
  public void close() {
    for (String purpose : List.of(JOURNAL, HEARTBEATS, INBOX, SUGGESTIONS)) {
      meters.unwatch(name(purpose));
    }
  }
}
