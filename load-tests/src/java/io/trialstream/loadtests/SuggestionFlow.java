package io.trialstream.loadtests;

import io.trialstream.avro.EndState;
import io.trialstream.avro.EventKind;
import io.trialstream.avro.MetricEvent;
import io.trialstream.avro.Request;
import io.trialstream.avro.RequestAction;
import io.trialstream.avro.Suggestion;
import io.trialstream.coordinator.Coordinator;
import io.trialstream.meters.Meters;
import io.trialstream.topics.AvroCodec;
import io.trialstream.topics.TopicAdmin;
import io.trialstream.topics.TrialstreamConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * How many suggestions a second one experiment's coordinator puts on the pool's topic, committed:
 * whoever reads a suggestion answers at once that the trial has started, has reported one value and
 * has ended, so that the next is suggested. A plain consumer takes the place of the workers' share
 * group, which hands out about a thousand a second.
 */
final class SuggestionFlow implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final String EXPERIMENT = "flow";

  /** The share of the trials after which time is taken. */
  private static final double WARM = 0.2;

  private final TrialstreamConfig config;
  private final Producer<String, byte[]> producer;
  private final AvroCodec<MetricEvent> events = new AvroCodec<>(MetricEvent.class);

  /** Creates the topics. */
  SuggestionFlow(Brokers.Running brokers) {
    String prefix = brokers.freshPrefix();
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", brokers.bootstrapServers());
    settings.put("topic.prefix", prefix);
    settings.put("topic.partitions", 1);
    settings.put("state.dir", brokers.folder().resolve(prefix + "state").toString());
    this.config = new TrialstreamConfig(settings);
    try (TopicAdmin topics = TopicAdmin.open(config)) {
      topics.create();
      topics.ensurePool("default");
    }
    Map<String, Object> client = config.producer();
    client.put(ProducerConfig.LINGER_MS_CONFIG, 5);
    this.producer = new KafkaProducer<>(client, new StringSerializer(), new ByteArraySerializer());
  }

  /**
   * Measures.
   *
   * @param trials of the experiment
   * @return committed suggestions a second
   * @throws LoadTestException where they do not come
   */
  double measure(int trials) throws Exception {
    try (Meters meters = new Meters();
        Coordinator coordinator = Coordinator.start(config, "127.0.0.1", 1, meters);
        Consumer<String, Suggestion> suggestions = suggestions()) {
      submit(trials);
      int seen = 0;
      int warm = (int) (WARM * trials);
      int seenWarm = 0;
      long warmNanos = 0;
      long begin = System.nanoTime();
      while (seen < trials) {
        for (ConsumerRecord<String, Suggestion> record : suggestions.poll(Duration.ofMillis(50))) {
          answer(record.value());
          seen++;
        }
        if (seenWarm == 0 && seen >= warm) {
          seenWarm = seen;
          warmNanos = System.nanoTime();
        }
        if (System.nanoTime() - begin > PATIENCE.toNanos()) {
          throw new LoadTestException(
              "Only %d of %d trials were suggested within %d minutes."
                  .formatted(seen, trials, PATIENCE.toMinutes()));
        }
      }
      return (seen - seenWarm) / ((System.nanoTime() - warmNanos) / 1e9);
    }
  }

  private Consumer<String, Suggestion> suggestions() {
    Map<String, Object> client = config.consumer();
    client.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    client.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    Consumer<String, Suggestion> consumer =
        new KafkaConsumer<>(
            client, new StringDeserializer(), config.topics().trials("default").deserializer());
    consumer.assign(
        consumer.partitionsFor(config.topics().trials("default").name()).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList());
    return consumer;
  }

  private void submit(int trials) {
    Request request =
        Request.newBuilder()
            .setExperiment(EXPERIMENT)
            .setId("submit")
            .setAction(RequestAction.SUBMIT)
            .setTime(Instant.now())
            .setSpecification(
                Workload.file(Curves.synthetic(1), "{type: none}", trials, Integer.MAX_VALUE))
            .setSeed(1L)
            .build();
    producer.send(
        new ProducerRecord<>(
            config.topics().requests().name(),
            EXPERIMENT,
            new AvroCodec<>(Request.class).encode(request)));
  }

  private void answer(Suggestion suggestion) {
    send(event(suggestion, 1, EventKind.STARTED).setWorker("load").setInbox(0));
    send(event(suggestion, 2, EventKind.REPORT).setMetric(Workload.METRIC).setValue(0.5));
    send(event(suggestion, 3, EventKind.ENDED).setState(EndState.COMPLETED).setReason(""));
  }

  private static MetricEvent.Builder event(Suggestion suggestion, long seq, EventKind kind) {
    return MetricEvent.newBuilder()
        .setExperiment(suggestion.getExperiment())
        .setTrial(suggestion.getTrial())
        .setAttempt(suggestion.getAttempt())
        .setExecution("execution-" + suggestion.getTrial())
        .setSeq(seq)
        .setKind(kind)
        .setTime(Instant.now());
  }

  private void send(MetricEvent.Builder event) {
    producer.send(
        new ProducerRecord<>(
            config.topics().metrics().name(), EXPERIMENT, events.encode(event.build())));
  }

  /** Deletes the topics. */
  @Override
  public void close() throws Exception {
    producer.close();
    try (Admin admin = Admin.create(config.admin())) {
      Deployment.deleteTopics(admin, config.topics().prefix());
    }
  }
}
