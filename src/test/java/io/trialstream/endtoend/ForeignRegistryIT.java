package io.trialstream.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.trialstream.avro.Experiment;
import io.trialstream.endtoend.ForeignPrograms.Outcome;
import io.trialstream.testing.RegistryProcess;
import io.trialstream.topics.AvroCodec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Programs that are not ours read every topic through a real schema registry, by its
 * Confluent-compatible interface.
 */
@Timeout(240)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ForeignRegistryIT {
  static final String READ_REGISTERED =
      "python3 read_registered.py http://localhost:8080/apis/ccompat/v7 localhost:9092"
          + " trialstream.experiments trialstream.leaderboard";

  private static final String OPTIONS =
      " --bootstrap-server localhost:9092 --once --format json --experiment ";
  private static final String BEST_IN_PYTHON =
      "python3 examples/monitoring/best_so_far.py" + OPTIONS;
  private static final String BEST_IN_JAVA =
      "java -XX:TieredStopAtLevel=1 -cp 'lib/*:classes' BestSoFar" + OPTIONS;
  private static final String STOP_RATE = "python3 examples/monitoring/stop_rate.py" + OPTIONS;
  private static final String REGISTRY = " --schema-registry http://localhost:8080/apis/ccompat/v7";

  @TempDir private static Path folder;

  private RegistryProcess registry;
  private ForeignExperiment ran;
  private ForeignPrograms programs;

  @BeforeAll
  void runAnExperiment() throws Exception {
    registry = RegistryProcess.start(folder, Map.of());
    ran = ForeignExperiment.run(folder, Map.of("schema.registry.url", registry.address()));
    programs =
        ForeignPrograms.in(
            folder.resolve("programs"),
            ran.system().config().bootstrapServers(),
            registry.address());
  }

  @AfterAll
  void close() {
    if (ran != null) {
      ran.close();
    }
    if (registry != null) {
      registry.close();
    }
  }

  // Before a record is there that is not the registry's.
  @Order(1)
  @Test
  void clientsOwnDeserializerReadsEveryRecordOfEveryTopicAsWeDo() throws Exception {
    programs.assumePython();

    Outcome read = programs.shell(READ_REGISTERED + " " + ran.otherTopics());

    assertThat(read.exit()).as(read.err()).isZero();
    AvroJson.assertSame(ran.records(), read.lines());
    assertThat(read.err().lines()).hasSize(2).allMatch(line -> line.startsWith("unreadable: "));
  }

  @Test
  void monitoringProgramsReadThroughTheRegistry() throws Exception {
    programs.assumePython();

    // When
    Outcome python = programs.shell(BEST_IN_PYTHON + ran.id() + REGISTRY);
    Outcome java = programs.shell(BEST_IN_JAVA + ran.id() + REGISTRY);
    Outcome rate =
        programs.shell(STOP_RATE + ran.id() + REGISTRY + " --min-trials 3 --threshold 30%");

    // Then
    ran.assertBests(python, ran.id(), "maximize");
    ran.assertBests(java, ran.id(), "maximize");
    assertThat(rate.exit()).as(rate.err()).isEqualTo(1);
    assertThat(rate.out()).contains("\"stopped\": 1, \"ended\": 3", "bandit at interval");
  }

  @Test
  void withoutTheRegistryTheySayWhatToGiveThem() throws Exception {
    programs.assumePython();
    for (String program : List.of(BEST_IN_PYTHON, BEST_IN_JAVA)) {
      Outcome refused = programs.shell(program + ran.id());

      assertThat(refused.exit()).as(refused.err()).isZero();
      assertThat(refused.out()).isEmpty();
      assertThat(refused.err()).contains("wire format; give", "--schema-registry");
    }
  }

  @Test
  void recordsFromBeforeTheRegistryAreReadToo() throws Exception {
    programs.assumePython();
    // Given
    Experiment before =
        Experiment.newBuilder(ran.bests(ran.id()).get(0)).setExperiment("before").build();
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            ran.system().config().producer(), new StringSerializer(), new ByteArraySerializer())) {
      String topic = ran.system().config().topics().experiments().name();
      byte[] value = new AvroCodec<>(Experiment.class).encode(before);
      producer.send(new ProducerRecord<>(topic, "before", value)).get();
    }
    for (String program : List.of(BEST_IN_PYTHON, BEST_IN_JAVA)) {
      // When
      Outcome read = programs.shell(program + "before" + REGISTRY);

      // Then
      ran.assertBests(read, "before", "maximize");
    }
  }
}
