package io.trialstream.coordinator;

import io.trialstream.avro.Command;
import io.trialstream.avro.LeaderboardEntry;
import io.trialstream.avro.Suggestion;
import io.trialstream.topics.Topic;
import io.trialstream.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.processor.TopicNameExtractor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The coordinator's topology: one sub-topology, so that one task owns an experiment whole.
 *
 * <pre>
 * metrics ──▶ evaluator ──▶ scheduler ──▶ trials.POOL, commands, decisions,
 * requests, heartbeats ────▶    │         experiments, leaderboard, dead-letters
 *                     journals, snapshots
 * </pre>
 */
final class CoordinatorTopology {
  private static final String METRICS = "from-metrics";
  private static final String REQUESTS = "from-requests";
  private static final String HEARTBEATS = "from-heartbeats";

  private CoordinatorTopology() {}

  static Topology build(Surroundings surroundings) {
    Topics topics = surroundings.config().topics();
    Topology topology = new Topology();
    source(
        topology, METRICS, topics.metrics(), InboundDeserializer.metrics(topics.metrics().codec()));
    source(
        topology,
        REQUESTS,
        topics.requests(),
        InboundDeserializer.of(topics.requests().codec(), Inbound.RequestIn::new));
    source(
        topology,
        HEARTBEATS,
        topics.heartbeats(),
        InboundDeserializer.of(
            topics.heartbeats().codec(), (heartbeat, bytes) -> new Inbound.HeartbeatIn(heartbeat)));
    topology.addProcessor(EvaluatorProcessor.NAME, () -> evaluator(surroundings), METRICS);
    topology.addProcessor(
        SchedulerProcessor.NAME,
        () -> scheduler(surroundings),
        EvaluatorProcessor.NAME,
        REQUESTS,
        HEARTBEATS);
    topology.addStateStore(new JournalsBuilder(), EvaluatorProcessor.NAME, SchedulerProcessor.NAME);
    topology.addStateStore(snapshots(), EvaluatorProcessor.NAME, SchedulerProcessor.NAME);
    sinks(topology, topics);
    return topology;
  }

  private static Processor<String, Inbound, Object, Object> evaluator(Surroundings surroundings) {
    return new EvaluatorProcessor(surroundings.meters());
  }

  private static Processor<String, Inbound, Object, Object> scheduler(Surroundings surroundings) {
    return new SchedulerProcessor(surroundings);
  }

  private static void source(
      Topology topology, String name, Topic<?> topic, Deserializer<Inbound> values) {
    topology.addSource(
        AutoOffsetReset.earliest(), name, new StringDeserializer(), values, topic.name());
  }

  private static StoreBuilder<KeyValueStore<Bytes, byte[]>> snapshots() {
    return Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(Snapshots.STORE), Serdes.Bytes(), Serdes.ByteArray())
        .withCachingDisabled()
        .withLoggingEnabled(Map.of());
  }

  private static void sinks(Topology topology, Topics topics) {
    TopicNameExtractor<String, Suggestion> pool =
        (key, suggestion, context) -> topics.trials(suggestion.getPool()).name();
    Serializer<Suggestion> suggestions =
        (topic, suggestion) -> topics.trials(suggestion.getPool()).codec().encode(suggestion);
    topology.addSink(
        Destinations.SUGGESTIONS,
        pool,
        new StringSerializer(),
        suggestions,
        SchedulerProcessor.NAME);
    StreamPartitioner<String, Command> inbox =
        (topic, key, command, partitions) ->
            Optional.of(Set.of(inbox(command.getInbox(), partitions)));
    topology.addSink(
        Destinations.COMMANDS,
        topics.commands().name(),
        new StringSerializer(),
        topics.commands().serializer(),
        inbox,
        SchedulerProcessor.NAME);
    StreamPartitioner<String, LeaderboardEntry> byExperiment =
        (topic, key, entry, partitions) ->
            Optional.of(Set.of(partition(entry.getExperiment(), partitions)));
    topology.addSink(
        Destinations.LEADERBOARD,
        topics.leaderboard().name(),
        new StringSerializer(),
        topics.leaderboard().serializer(),
        byExperiment,
        SchedulerProcessor.NAME);
    sink(topology, Destinations.DECISIONS, topics.decisions(), SchedulerProcessor.NAME);
    sink(topology, Destinations.EXPERIMENTS, topics.experiments(), SchedulerProcessor.NAME);
    sink(
        topology,
        Destinations.DEAD_LETTERS,
        topics.deadLetters(),
        EvaluatorProcessor.NAME,
        SchedulerProcessor.NAME);
  }

  private static <T extends SpecificRecord> void sink(
      Topology topology, String name, Topic<T> topic, String... parents) {
    Serializer<T> values = topic.serializer();
    topology.addSink(name, topic.name(), new StringSerializer(), values, parents);
  }

  /** The partition of an inbox, whatever number an agent gives it. */
  static int inbox(int given, int partitions) {
    return Math.floorMod(given, partitions);
  }

  /** The partition that Kafka's default partitioner gives an experiment. */
  static int partition(String experiment, int partitions) {
    return BuiltInPartitioner.partitionForKey(
        experiment.getBytes(StandardCharsets.UTF_8), partitions);
  }
}
