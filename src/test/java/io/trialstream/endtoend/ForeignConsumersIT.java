package io.trialstream.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.trialstream.api.Json;
import io.trialstream.endtoend.ForeignPrograms.Outcome;
import io.trialstream.endtoend.ForeignPrograms.Running;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Programs that are not ours read every topic after an experiment, without a registry: the commands
 * and programs of {@code docs/consuming.md} and {@code examples/monitoring}, as they stand there.
 */
@Timeout(240)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ForeignConsumersIT {
  private static final int PARTITIONS = 8;

  private static final String KCAT_METADATA = "kcat -b localhost:9092 -L -t trialstream.metrics";
  private static final String KCAT_FORMAT =
      "kcat -b localhost:9092 -C -t trialstream.decisions -e -q -f"
          + " 'partition %p offset %o time %T key %k headers [%h] %S bytes\\n'";
  private static final String KCAT_JSON =
      "kcat -b localhost:9092 -C -t trialstream.metrics -e -q -J";
  private static final String CONSOLE_CONSUMER =
      "kafka-console-consumer.sh --bootstrap-server localhost:9092 --topic trialstream.decisions"
          + " --from-beginning --timeout-ms 10000 --isolation-level read_committed"
          + " --formatter-property print.timestamp=true --formatter-property print.partition=true"
          + " --formatter-property print.offset=true --formatter-property print.headers=true"
          + " --formatter-property print.key=true --formatter-property print.value=false";
  private static final String OFFSETS =
      "kafka-get-offsets.sh --bootstrap-server localhost:9092 --topic trialstream.metrics";
  private static final String CONFIGS =
      "kafka-configs.sh --bootstrap-server localhost:9092 --describe --entity-type topics"
          + " --entity-name trialstream.leaderboard";
  private static final String GROUPS =
      "kafka-consumer-groups.sh --bootstrap-server localhost:9092 --describe"
          + " --group trialstream-coordinator";
  private static final String SHARE_GROUPS =
      "kafka-share-groups.sh --bootstrap-server localhost:9092 --describe"
          + " --group trialstream-workers-default";
  private static final String ONLOOKER =
      "kafka-configs.sh --bootstrap-server localhost:9092 --alter --entity-type groups"
          + " --entity-name onlooker --add-config"
          + " share.auto.offset.reset=earliest,share.isolation.level=read_committed";
  private static final String SHARE_CONSUMER =
      "kafka-console-share-consumer.sh --bootstrap-server localhost:9092"
          + " --topic trialstream.trials.default --group onlooker --timeout-ms 10000"
          + " --formatter-property print.key=true --formatter-property print.value=false";
  private static final String READ_TOPICS =
      "python3 read_topics.py localhost:9092 trialstream.experiments trialstream.leaderboard";
  private static final String SUBMIT =
      "python3 submit.py localhost:9092 my-sweep sweep.yaml /path/to/its/folder";
  private static final String BEST_IN_JAVA =
      "java -cp 'lib/*' examples/monitoring/BestSoFar.java --bootstrap-server localhost:9092 --once";
  private static final String COMPILED =
      "java -XX:TieredStopAtLevel=1 -cp 'lib/*:classes' BestSoFar --bootstrap-server localhost:9092";
  private static final String BEST_IN_PYTHON =
      "python3 examples/monitoring/best_so_far.py --bootstrap-server localhost:9092";
  private static final String STOP_RATE =
      "python3 examples/monitoring/stop_rate.py --bootstrap-server localhost:9092";

  /** The best is 9, then 4. */
  private static final String MINIMIZED =
      """
      type: sweep
      trial: {code: code, command: 'sh train.sh ${{search_space.quality}}'}
      search_space:
        quality: {type: choice, values: [9, 4, 5]}
      sampling_algorithm: grid
      objective: {goal: minimize, primary_metric: score}
      limits: {max_concurrent_trials: 1}
      """;

  @TempDir private static Path folder;

  private ForeignExperiment ran;
  private TuningSystem system;
  private ForeignPrograms programs;
  private String experiment;

  @BeforeAll
  void runAnExperiment() throws Exception {
    ran = ForeignExperiment.run(folder, Map.of());
    system = ran.system();
    experiment = ran.id();
    programs =
        ForeignPrograms.in(
            folder.resolve("programs"), system.config().bootstrapServers(), "http://127.0.0.1:1");
  }

  @AfterAll
  void close() {
    if (ran != null) {
      ran.close();
    }
  }

  @Test
  void everyCommandOfThePageIsOneThatThisTestRuns() throws Exception {
    assertThat(ForeignPrograms.documented())
        .containsExactlyInAnyOrderElementsOf(
            Set.of(
                KCAT_METADATA,
                KCAT_FORMAT,
                KCAT_JSON,
                CONSOLE_CONSUMER,
                OFFSETS,
                CONFIGS,
                GROUPS,
                SHARE_GROUPS,
                ONLOOKER,
                SHARE_CONSUMER,
                READ_TOPICS,
                SUBMIT,
                BEST_IN_JAVA,
                ForeignRegistryIT.READ_REGISTERED));
  }

  @Test
  void fastavroReadsEveryRecordOfEveryTopicAsWeDo() throws Exception {
    programs.assumePython();
    // When
    Outcome read = programs.shell(READ_TOPICS + " " + ran.otherTopics());

    // Then
    assertThat(read.exit()).as(read.err()).isZero();
    AvroJson.assertSame(ran.records(), read.lines());
    assertThat(read.err().lines()).hasSize(2).allMatch(line -> line.startsWith("unreadable: "));
  }

  private void assertBests(Outcome json, Outcome text) throws Exception {
    ran.assertBests(json, experiment, "maximize");
    String last = json.lines().get(json.lines().size() - 1);
    assertThat(Json.mapper().readTree(last).get("params").toString())
        .isEqualTo("{\"quality\":3,\"rate\":0.5,\"optimizer\":\"sgd ü\",\"nesterov\":true}");
    assertThat(json.err())
        .contains("A record cannot be read (trialstream.leaderboard, ", "neither encoding")
        .contains("1 record(s) could not be read.");
    assertThat(text.exit()).as(text.err()).isZero();
    assertThat(text.lines()).hasSize(json.lines().size() + 1);
    assertThat(text.lines().get(0)).startsWith("TIME  ").contains("BEST  ");
    assertThat(text.lines().get(text.lines().size() - 1))
        .contains(" " + experiment + " ", " 3 ", "rate=0.5");
    assertThat(text.out()).doesNotContain("\u001b");
  }

  @Test
  void bestSoFarIsPrintedFromJavaWithoutAClassOfOurs() throws Exception {
    // When
    Outcome text = programs.shell(BEST_IN_JAVA + " --experiment " + experiment);
    Outcome json = programs.shell(COMPILED + " --once --format json --experiment " + experiment);

    // Then
    assertBests(json, text);
  }

  @Test
  void bestSoFarIsPrintedFromPython() throws Exception {
    programs.assumePython();

    // When
    Outcome text = programs.shell(BEST_IN_PYTHON + " --once --experiment " + experiment);
    Outcome json =
        programs.shell(BEST_IN_PYTHON + " --once --format json --experiment " + experiment);

    // Then
    assertBests(json, text);
  }

  @Test
  void requestFromPythonLandsWhereJavaWouldPutItAndItsExperimentIsFollowedLive() throws Exception {
    programs.assumePython();
    // Given
    String id = "my-sweep";
    int partition = partition(id);
    CRC32 librdkafkasDefault = new CRC32();
    librdkafkasDefault.update(id.getBytes(StandardCharsets.UTF_8));
    assertThat(librdkafkasDefault.getValue() % PARTITIONS).isNotEqualTo(partition);
    Files.writeString(folder.resolve("programs/sweep.yaml"), MINIMIZED);
    List<Running> followers = new ArrayList<>();
    for (String program : List.of(BEST_IN_PYTHON, COMPILED)) {
      followers.add(programs.start(program + " --from latest --format json"));
    }
    for (Running follower : followers) {
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> !follower.process().isAlive() || follower.err().contains("following"));
    }

    // When
    Outcome submitted =
        programs.shell(SUBMIT.replace("/path/to/its/folder", folder.toAbsolutePath().toString()));

    // Then
    assertThat(submitted.exit()).as(submitted.err()).isZero();
    assertThat(submitted.out()).startsWith("partition " + partition + " offset ");
    await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .until(() -> system.client().experiment(id).state().equals("COMPLETED"));
    for (Running follower : followers) {
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> follower.out().lines().count() >= ran.bests(id).size());
      Outcome ended = follower.end();
      assertThat(ended.exit()).as(ended.err()).isZero();
      assertThat(ended.err()).doesNotContain("Traceback", "Exception");
      ran.assertBests(ended, id, "minimize");
    }
  }

  private static int partition(String key) {
    return BuiltInPartitioner.partitionForKey(key.getBytes(StandardCharsets.UTF_8), PARTITIONS);
  }

  @Test
  void stopRateWarnsAboveItsThresholdAlone() throws Exception {
    programs.assumePython();
    String once = STOP_RATE + " --once --min-trials 3 --experiment " + experiment;

    // When
    Outcome high = programs.shell(once + " --threshold 30% --format json");
    Outcome fine = programs.shell(once + " --threshold 0.34");
    Outcome few = programs.shell(once + " --threshold 30% --min-trials 4");
    Running follower =
        programs.start(STOP_RATE + " --threshold 30% --min-trials 3 --experiment " + experiment);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> !follower.process().isAlive() || follower.out().contains(experiment));
    Outcome followed = follower.end();

    // Then
    assertThat(high.exit()).as(high.err()).isEqualTo(1);
    JsonNode line = Json.mapper().readTree(high.out());
    assertThat(line.get("experiment").textValue()).isEqualTo(experiment);
    assertThat(line.get("high").booleanValue()).isTrue();
    assertThat(line.get("stopped").intValue()).isEqualTo(1);
    assertThat(line.get("ended").intValue()).isEqualTo(3);
    assertThat(line.at("/policies/0").textValue()).isEqualTo("bandit");
    assertThat(line.at("/last_stop/trial").textValue()).isEqualTo(experiment + "_2");
    assertThat(fine.exit()).as(fine.err()).isZero();
    assertThat(fine.out()).containsPattern(experiment + " +ok +1 +3 +33%");
    assertThat(few.exit()).as(few.err()).isZero();
    assertThat(followed.exit()).as(followed.err()).isZero();
    assertThat(followed.lines()).hasSize(2);
    assertThat(followed.out()).containsPattern(experiment + " +HIGH +1 +3 +33% +bandit; last: ");
  }

  @Test
  void wrongOptionsAreSentences() throws Exception {
    programs.assumePython();
    String nowhere = " --bootstrap-server 127.0.0.1:1";
    List<Running> waiting =
        List.of(
            programs.start(BEST_IN_PYTHON + nowhere),
            programs.start("java -cp 'lib/*:classes' BestSoFar" + nowhere));
    for (String program : List.of(BEST_IN_PYTHON, STOP_RATE, COMPILED)) {
      Outcome topic = programs.shell(program + " --prefix other.");
      assertThat(topic.exit()).as(topic.err()).isEqualTo(2);
      assertThat(topic.err()).hasLineCount(1).contains("has no topic other.", "it has: none.");

      Outcome schemas = programs.shell(program + " --schemas lib/none");
      assertThat(schemas.exit()).as(schemas.err()).isEqualTo(2);
      assertThat(schemas.err()).hasLineCount(1).contains("lib/none", "--schemas");

      Outcome registry = programs.shell(program + " --schema-registry http://127.0.0.1:1");
      assertThat(registry.exit()).as(registry.err()).isEqualTo(2);
      assertThat(registry.err()).hasLineCount(1).contains("schema registry", "http://127.0.0.1:1");
    }
    for (Running each : waiting) {
      assertThat(each.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(each.process().exitValue()).isEqualTo(2);
      assertThat(each.err()).hasLineCount(1).contains("127.0.0.1:1", "check --bootstrap-server");
    }
  }

  @Test
  void kcatShowsKeysPartitionsOffsetsTimesAndThatThereAreNoHeaders() throws Exception {
    ForeignPrograms.assumeKcat();

    // When
    Outcome metadata = programs.shell(KCAT_METADATA);
    Outcome decisions = programs.shell(KCAT_FORMAT);
    Outcome events = programs.shell(KCAT_JSON);

    // Then
    assertThat(metadata.out()).contains("topic \"trialstream.metrics\" with 8 partitions:");
    assertThat(decisions.out())
        .matches(
            "partition %d offset \\d+ time \\d{13} key %s headers \\[] \\d+ bytes\\n"
                .formatted(partition(experiment), experiment));
    List<JsonNode> ours = new ArrayList<>();
    for (String line : events.lines()) {
      JsonNode event = Json.mapper().readTree(line);
      if (event.get("key").asText().equals(experiment)) {
        ours.add(event);
      }
    }
    assertThat(ours)
        .hasSizeGreaterThan(12)
        .allMatch(event -> event.get("partition").intValue() == partition(experiment))
        .allMatch(event -> event.get("tstype").textValue().equals("logappend"))
        .allMatch(event -> !event.has("headers"));
    assertThat(ours)
        .extracting(event -> event.get("offset").longValue())
        .doesNotHaveDuplicates()
        .isSorted();
  }

  @Test
  void kcatsMurmur2PutsEveryKeyWhereJavaDoes() throws Exception {
    ForeignPrograms.assumeKcat();
    // Given
    String topic = "keys";
    try (Admin admin = Admin.create(system.config().admin())) {
      admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1))).all().get();
    }
    List<String> keys = IntStream.range(0, 60).mapToObj(i -> "clé_" + i * 7919).toList();
    Files.write(folder.resolve("programs/keys"), keys.stream().map(key -> key + ":").toList());

    // When
    Outcome written =
        programs.shell(
            "kcat -b localhost:9092 -P -t keys -K: -X partitioner=murmur2_random -l keys");
    Outcome read = programs.shell("kcat -b localhost:9092 -C -t keys -e -q -f '%k %p\\n'");

    // Then
    assertThat(written.exit()).as(written.err()).isZero();
    assertThat(read.lines())
        .containsExactlyInAnyOrderElementsOf(
            keys.stream().map(key -> key + " " + partition(key)).toList());
  }

  @Test
  void kafkasConsoleConsumerShowsTheDecision() throws Exception {
    Outcome shown = programs.shell(CONSOLE_CONSUMER + " --max-messages 1");

    assertThat(shown.out())
        .matches(
            "CreateTime:\\d{13}\\tPartition:%d\\tOffset:\\d+\\tNO_HEADERS\\t%s\\n"
                .formatted(partition(experiment), experiment));
  }

  @Test
  void kafkasToolsTellOffsetsConfigurationAndGroups() throws Exception {
    // When
    Outcome offsets = programs.shell(OFFSETS);
    Outcome configs = programs.shell(CONFIGS);
    Outcome group = programs.shell(GROUPS);
    Outcome workers = programs.shell(SHARE_GROUPS);

    // Then
    assertThat(offsets.lines()).hasSize(PARTITIONS);
    assertThat(offsets.out())
        .containsPattern("trialstream\\.metrics:%d:[1-9]".formatted(partition(experiment)));
    assertThat(configs.out()).contains("cleanup.policy=compact");
    assertThat(group.out())
        .containsPattern(
            Pattern.compile(
                "trialstream-coordinator +trialstream\\.metrics +%d +[1-9]\\d* +[1-9]\\d* +0 "
                    .formatted(partition(experiment))));
    assertThat(workers.out()).contains("trialstream-workers-default", "trialstream.trials.default");
  }

  @Test
  void kafkasShareConsumerSeesSuggestionsInAGroupOfItsOwn() throws Exception {
    Outcome configured = programs.shell(ONLOOKER);
    Outcome shown = programs.shell(SHARE_CONSUMER + " --max-messages 3");

    assertThat(configured.exit()).as(configured.err()).isZero();
    assertThat(shown.lines())
        .contains(experiment + "_0", experiment + "_1", experiment + "_2")
        .doesNotHaveDuplicates();
  }
}
