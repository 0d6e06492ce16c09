package io.trialstream.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.trialstream.api.ExperimentJson;
import io.trialstream.api.TrialstreamClient;
import io.trialstream.avro.MetricEvent;
import io.trialstream.server.TrialstreamServer;
import io.trialstream.testing.RegistryProcess;
import io.trialstream.testing.TestBroker;
import io.trialstream.testing.TopicReader;
import io.trialstream.topics.Topic;
import io.trialstream.topics.TopicAdminException;
import io.trialstream.topics.TrialstreamConfig;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class RegistryRunIT {
  private static final String SWEEP =
      """
      type: sweep
      name: %s
      trial:
        command: sh %s ${{search_space.quality}}
      search_space:
        quality: {type: choice, values: [1, 2, 3, 4]}
      sampling_algorithm: grid
      objective: {goal: maximize, primary_metric: accuracy}
      early_termination: {type: bandit, slack_amount: 150, delay_evaluation: 2}
      limits: {max_concurrent_trials: 4}
      """;

  /** Reports ten values; a trial whose quality is too far behind is stopped. */
  private static final String SCRIPT =
      "for i in 1 2 3 4 5 6 7 8 9 10; do echo accuracy=$(($1 * 100 + i)); sleep 0.3; done\n";

  @TempDir Path folder;

  private TrialstreamConfig config(TestBroker broker, Map<String, String> more) {
    Map<String, String> all = new HashMap<>(broker.settingsWith(more));
    all.put("bootstrap.servers", broker.bootstrapServers());
    all.put("state.dir", folder.resolve("state").toString());
    all.put("lease.duration.ms", "3000");
    all.put("heartbeat.interval.ms", "500");
    return new TrialstreamConfig(all);
  }

  private Program worker(TestBroker broker, String registry) throws Exception {
    return Program.start(
        folder.resolve("worker.log"),
        List.of(
            "worker",
            "--slots",
            "4",
            "--allow",
            "sh",
            "--bootstrap-server",
            broker.bootstrapServers(),
            "--data",
            folder.resolve("worker").toString(),
            "-X",
            "heartbeat.interval.ms=500",
            "-X",
            "schema.registry.url=" + registry));
  }

  private static TrialstreamClient client(TrialstreamServer server) {
    return new TrialstreamClient(URI.create("http://127.0.0.1:" + server.port()));
  }

  private static void awaitEnd(TrialstreamClient client, String experiment) {
    await()
        .atMost(Duration.ofSeconds(90))
        .pollInterval(Duration.ofMillis(200))
        .until(() -> !client.experiment(experiment).running());
  }

  @Test
  void experimentCompletesThroughARegistryThoughItsWorkerIsKilled() throws Exception {
    Path script = folder.resolve("train.sh");
    Files.writeString(script, SCRIPT);
    try (RegistryProcess registry = RegistryProcess.start(folder, Map.of());
        TestBroker broker = TestBroker.embedded(folder)) {
      // Given: an experiment from before the registry
      try (TuningSystem before = TuningSystem.start(kept(broker), folder, Map.of(), 4, "sh")) {
        before.submit(SWEEP.formatted("before", script));
        before.awaitEnd("before", Duration.ofSeconds(60));
      }
      TrialstreamConfig config =
          config(broker, Map.of("schema.registry.url", registry.address() + "/apis/ccompat/v7"));
      ExperimentJson ended;
      try (TrialstreamServer server =
          TrialstreamServer.start(config, TrialstreamServer.Options.local(0, "test"))) {
        TrialstreamClient client = client(server);
        await().atMost(Duration.ofSeconds(60)).until(client::ready);

        // When: a worker is killed in the middle and comes back on its directory
        Program first = worker(broker, registry.address());
        try {
          client.submit(SWEEP.formatted("after", script), Optional.of(folder), Optional.empty());
          await()
              .atMost(Duration.ofSeconds(60))
              .until(() -> client.experiment("after").best().isPresent());
        } finally {
          first.kill();
        }
        try (Program second = worker(broker, registry.address())) {
          awaitEnd(client, "after");
        }
        ended = client.experiment("after");
        assertThat(client.trials("after", OptionalInt.empty()).get(0).params().values())
            .hasToString("[Whole[value=4]]");
      }

      // Then: it completed, and every record of it has an id that Confluent's clients find
      assertThat(ended.state()).isEqualTo("COMPLETED");
      assertIdsAreKnown(config, registry);
      List<MetricEvent> log = TopicReader.values(config, config.topics().metrics());
      assertThat(log).extracting(MetricEvent::getExperiment).contains("before", "after");

      // And a server that starts anew has both, without a registry none starts
      try (TrialstreamServer server =
          TrialstreamServer.start(config, TrialstreamServer.Options.local(0, "test"))) {
        TrialstreamClient client = client(server);
        await().atMost(Duration.ofSeconds(60)).until(client::ready);
        assertThat(client.experiment("after")).isEqualTo(ended);
        assertThat(client.experiment("before").state()).isEqualTo("COMPLETED");
      }
      TrialstreamConfig without = config(broker, Map.of());
      assertThatThrownBy(
              () -> TrialstreamServer.start(without, TrialstreamServer.Options.local(0, "test")))
          .isInstanceOf(TopicAdminException.class)
          .hasMessageContaining("Topic trialstream.metrics has values in the wire format")
          .hasMessageContaining("set schema.registry.url");
    }
  }

  /** The broker, not to be closed with a system that uses it. */
  private static TestBroker kept(TestBroker broker) {
    return new TestBroker(broker.bootstrapServers(), broker.settings(), () -> {});
  }

  /**
   * The values of the experiment with the registry, on every topic, name a schema of the topic's.
   */
  private static void assertIdsAreKnown(TrialstreamConfig config, RegistryProcess registry)
      throws Exception {
    Map<String, TreeSet<Integer>> ids = new HashMap<>();
    Map<String, Object> settings = config.consumer();
    try (Consumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          Stream.concat(
                  config.topics().fixed().stream(), Stream.of(config.topics().trials("default")))
              .map(Topic::name)
              .flatMap(topic -> consumer.partitionsFor(topic).stream())
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
        consumer
            .poll(Duration.ofMillis(100))
            .forEach(
                record -> {
                  byte[] value = record.value();
                  if (value != null && value[0] == 0) {
                    ids.computeIfAbsent(record.topic(), topic -> new TreeSet<>())
                        .add(ByteBuffer.wrap(value).getInt(1));
                  }
                });
      }
    }
    assertThat(ids.keySet())
        .contains(
            "trialstream.requests",
            "trialstream.trials.default",
            "trialstream.metrics",
            "trialstream.heartbeats",
            "trialstream.commands",
            "trialstream.decisions",
            "trialstream.experiments",
            "trialstream.leaderboard");
    ObjectMapper json = new ObjectMapper();
    for (Map.Entry<String, TreeSet<Integer>> topic : ids.entrySet()) {
      String subject = topic.getKey() + "-value";
      var latest = registry.get("/apis/ccompat/v7/subjects/" + subject + "/versions/latest");
      assertThat(topic.getValue()).containsExactly(json.readTree(latest.body()).get("id").asInt());
    }
  }
}
