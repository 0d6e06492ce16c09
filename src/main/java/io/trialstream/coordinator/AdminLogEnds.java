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
    ListOffsetsResult firsts = offsets(OffsetSpec.earliest(), metrics, heartbeats);
    ListOffsetsResult ends = offsets(OffsetSpec.latest(), metrics, heartbeats);
    return end(firsts, ends, metrics).thenCombine(end(firsts, ends, heartbeats), Ends::new);
  }

  private ListOffsetsResult offsets(
      OffsetSpec which, TopicPartition metrics, TopicPartition heartbeats) {
    return admin.listOffsets(Map.of(metrics, which, heartbeats, which));
  }

  /** Retention may have removed what was never processed: it is not to be waited for. */
  private static CompletionStage<Long> end(
      ListOffsetsResult firsts, ListOffsetsResult ends, TopicPartition partition) {
    return firsts
        .partitionResult(partition)
        .toCompletionStage()
        .thenCombine(
            ends.partitionResult(partition).toCompletionStage(),
            (first, end) -> end.offset() > first.offset() ? end.offset() : 0L);
  }
}
