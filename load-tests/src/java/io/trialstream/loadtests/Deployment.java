package io.trialstream.loadtests;

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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
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

/** The topics of one measurement and what goes into them: experiments, starts, reports. */
final class Deployment implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Workload workload;
  private final Curves curves;
  private final TrialstreamConfig config;
  private final Map<String, Object> settings;
  private final Admin admin;
  private final LogProgress log;
  private final Producer<String, byte[]> producer;
  private final AvroCodec<MetricEvent> events = new AvroCodec<>(MetricEvent.class);

  /** Creates the topics. */
  Deployment(Brokers.Running brokers, Workload workload, Curves curves) {
    this(brokers, workload, curves, Map.of());
  }

  /**
   * Creates the topics.
   *
   * @param further settings
   */
  Deployment(
      Brokers.Running brokers, Workload workload, Curves curves, Map<String, Object> further) {
    this.workload = workload;
    this.curves = curves;
    String prefix = brokers.freshPrefix();
    this.settings = new HashMap<>();
    settings.put("bootstrap.servers", brokers.bootstrapServers());
    settings.put("topic.prefix", prefix);
    settings.put("topic.partitions", workload.partitions());
    settings.put("state.dir", brokers.folder().resolve(prefix + "state").toString());
    // Nobody sends heartbeats here.
    settings.put("lease.duration.ms", Duration.ofDays(1).toMillis());
    settings.putAll(further);
    this.config = new TrialstreamConfig(settings);
    try (TopicAdmin topics = TopicAdmin.open(config)) {
      topics.create();
      topics.ensurePool("default");
    }
    this.admin = Admin.create(config.admin());
    this.log = new LogProgress(config, admin);
    Map<String, Object> client = config.producer();
    client.put(ProducerConfig.LINGER_MS_CONFIG, 5);
    client.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 64L << 20);
    this.producer = new KafkaProducer<>(client, new StringSerializer(), new ByteArraySerializer());
  }

  TrialstreamConfig config() {
    return config;
  }

  /** The same topics under another application id, with a state folder of its own. */
  TrialstreamConfig as(String application) {
    Map<String, Object> other = new HashMap<>(settings);
    other.put("application.id", config.topics().named(application));
    other.put("state.dir", settings.get("state.dir") + "-" + application);
    return new TrialstreamConfig(other);
  }

  /** Submits the experiments and starts every trial, as a coordinator suggests them. */
  void startTrials() throws Exception {
    try (Meters meters = new Meters();
        Coordinator coordinator = Coordinator.start(config, "127.0.0.1", 1, meters);
        Consumer<String, Suggestion> suggestions = suggestions()) {
      submit();
      long wanted = (long) workload.experiments() * workload.trials();
      long started = 0;
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (started < wanted) {
        for (ConsumerRecord<String, Suggestion> record : suggestions.poll(Duration.ofMillis(100))) {
          start(record.value());
          started++;
        }
        if (System.nanoTime() > deadline) {
          throw new LoadTestException(
              "Only %d of %d trials were suggested within %d minutes."
                  .formatted(started, wanted, PATIENCE.toMinutes()));
        }
      }
      producer.flush();
      awaitCommitted(config.applicationId(), wanted);
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

  private void submit() {
    AvroCodec<Request> codec = new AvroCodec<>(Request.class);
    for (String id : workload.ids()) {
      Request request =
          Request.newBuilder()
              .setExperiment(id)
              .setId("submit-" + id)
              .setAction(RequestAction.SUBMIT)
              .setTime(Instant.now())
              .setSpecification(workload.file(curves))
              .setSeed(1L)
              .build();
      producer.send(
          new ProducerRecord<>(config.topics().requests().name(), id, codec.encode(request)));
    }
  }

  private void start(Suggestion suggestion) {
    send(
        MetricEvent.newBuilder()
            .setExperiment(suggestion.getExperiment())
            .setTrial(suggestion.getTrial())
            .setAttempt(1)
            .setExecution(Arrivals.execution((int) suggestion.getNumber()))
            .setSeq(1)
            .setKind(EventKind.STARTED)
            .setTime(Instant.now())
            .setWorker("load")
            .setInbox(0)
            .build());
  }

  /** Writes a record of {@code metrics}. */
  void send(MetricEvent event) {
    producer.send(
        new ProducerRecord<>(
            config.topics().metrics().name(), event.getExperiment(), events.encode(event)));
  }

  /**
   * Writes what the trials report, and their ends.
   *
   * @return the decisions that the policies make of it, over all experiments
   */
  List<io.trialstream.stopping.Decision> report(long seed) {
    List<Arrivals> running = new ArrayList<>();
    List<Writer> writers = new ArrayList<>();
    for (String id : workload.ids()) {
      running.add(new Arrivals(workload, curves, seed + running.size()));
      writers.add(new Writer(id));
    }
    List<Arrivals> all = List.copyOf(running);
    SplittableRandom random = new SplittableRandom(seed);
    while (!running.isEmpty()) {
      int at = random.nextInt(running.size());
      running.get(at).next(writers.get(at));
      if (!running.get(at).hasNext()) {
        running.remove(at);
        writers.remove(at);
      }
    }
    producer.flush();
    return all.stream().flatMap(arrivals -> arrivals.decisions().stream()).toList();
  }

  /** Writes the records of one experiment. */
  private final class Writer implements Arrivals.Sink {
    private final String experiment;

    Writer(String experiment) {
      this.experiment = experiment;
    }

    private MetricEvent.Builder event(int trial, long seq, EventKind kind) {
      return MetricEvent.newBuilder()
          .setExperiment(experiment)
          .setTrial(experiment + "_" + trial)
          .setAttempt(1)
          .setExecution(Arrivals.execution(trial))
          .setSeq(seq)
          .setKind(kind)
          .setTime(Instant.EPOCH);
    }

    @Override
    public void report(int trial, long seq, double value) {
      send(event(trial, seq, EventKind.REPORT).setMetric(Workload.METRIC).setValue(value).build());
    }

    @Override
    public void end(int trial, long seq, io.trialstream.stopping.EndState state) {
      send(
          event(trial, seq, EventKind.ENDED)
              .setState(io.trialstream.avro.EndState.valueOf(state.name()))
              .setReason("")
              .build());
    }
  }

  /** The records of the topic {@code metrics}. */
  long written() throws InterruptedException {
    return log.written();
  }

  /** The records of {@code metrics} that an application has committed. */
  long committed(String application) throws InterruptedException {
    return log.committed(application);
  }

  /** Waits until an application has committed so many records of {@code metrics}. */
  void awaitCommitted(String application, long records) throws InterruptedException {
    log.awaitCommitted(application, records);
  }

  /** The bytes that a topic takes on the brokers' disks, replicas counted once each. */
  long bytesOnDisk(String topic) throws InterruptedException {
    return log.bytesOnDisk(topic::equals);
  }

  /** Deletes the topics. */
  @Override
  public void close() throws Exception {
    producer.close();
    deleteTopics(admin, config.topics().prefix());
    admin.close();
  }

  /** Deletes the topics whose names start so. */
  static void deleteTopics(Admin admin, String prefix) throws Exception {
    admin
        .deleteTopics(
            admin.listTopics().names().get().stream()
                .filter(name -> name.startsWith(prefix))
                .toList())
        .all()
        .get();
  }
}
