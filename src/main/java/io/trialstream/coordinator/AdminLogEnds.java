package io.trialstream.coordinator;

import io.trialstream.topics.Topics;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** Asks through an admin client. Both topics are written without transactions. */
final class AdminLogEnds implements LogEnds {
  private final Admin admin;
  private final Topics topics;

  AdminLogEnds(Admin admin, Topics topics) {
    this.admin = admin;
    this.topics = topics;
  }

  @Override
  public CompletionStage<Ends> ask(int partition) {
    TopicPartition metrics = new TopicPartition(topics.metrics().name(), partition);
    TopicPartition heartbeats = new TopicPartition(topics.heartbeats().name(), partition);
    ListOffsetsResult result =
        admin.listOffsets(Map.of(metrics, OffsetSpec.latest(), heartbeats, OffsetSpec.latest()));
    return result
        .partitionResult(metrics)
        .toCompletionStage()
        .thenCombine(
            result.partitionResult(heartbeats).toCompletionStage(),
            (metricsEnd, heartbeatsEnd) -> new Ends(metricsEnd.offset(), heartbeatsEnd.offset()));
  }
}
