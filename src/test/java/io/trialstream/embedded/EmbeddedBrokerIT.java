package io.trialstream.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerIT {
  private static final String TOPIC = "kept";

  @TempDir Path folder;

  @Test
  void recordsSurviveARestartOnTheSamePort() throws Exception {
    // Given
    int port;
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0)) {
      port = Integer.parseInt(broker.bootstrapServers().split(":")[1]);
      createTopic(broker.bootstrapServers());
      write(broker.bootstrapServers(), "before");
    }

    // When
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder, port)) {
      write(broker.bootstrapServers(), "after");

      // Then
      assertThat(read(broker.bootstrapServers())).containsExactly("before", "after");
    }
  }

  @Test
  void recordsSurviveAKillAndTheDirectoryIsFreeAgain() throws Exception {
    // Given
    int port = Ports.free();
    String address = "127.0.0.1:" + port;
    try (BrokerProcess process = BrokerProcess.start(folder, port)) {
      createTopic(address);
      write(address, "before");
      assertThatThrownBy(() -> EmbeddedBroker.start(folder, 0))
          .isInstanceOf(BrokerStartException.class)
          .hasMessageContaining("in use by the broker of process " + process.pid());
    }

    // When
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder, port)) {
      // Then
      assertThat(read(broker.bootstrapServers())).containsExactly("before");
    }
  }

  @Test
  void aTransactionThatADeadWriterLeftHidesNothingForLong() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0)) {
      // Given a writer that is gone in the middle of a transaction of at most a second
      String address = broker.bootstrapServers();
      createTopic(address);
      Map<String, Object> settings =
          Map.of(
              "bootstrap.servers",
              address,
              "transactional.id",
              "dead",
              "transaction.timeout.ms",
              1_000);
      KafkaProducer<String, String> dead =
          new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
      dead.initTransactions();
      dead.beginTransaction();
      dead.send(new ProducerRecord<>(TOPIC, "hidden")).get();
      dead.close(Duration.ZERO);

      // When
      write(address, "behind");

      // Then
      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() -> assertThat(read(address)).containsExactly("behind"));
    }
  }

  @Test
  void aPortInUseIsSaidAndTheDirectoryIsLeftAlone() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      assertThatThrownBy(() -> EmbeddedBroker.start(folder, other.getLocalPort()))
          .isInstanceOf(BrokerStartException.class)
          .hasMessageContaining("Port " + other.getLocalPort())
          .hasMessageContaining("choose another port");
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aDirectoryInUseByThisProcessIsSaid() {
    EmbeddedBroker first = EmbeddedBroker.start(folder, 0);
    try (first) {
      assertThatThrownBy(() -> EmbeddedBroker.start(folder, 0))
          .isInstanceOf(BrokerStartException.class)
          .hasMessageContaining("in use by the broker of process " + ProcessHandle.current().pid());
    }
  }

  @Test
  void aDirectoryOfOtherFilesIsRefusedAndLeftAlone() throws Exception {
    Files.writeString(folder.resolve("thesis.txt"), "mine");

    assertThatThrownBy(() -> EmbeddedBroker.start(folder, 0))
        .isInstanceOf(BrokerStartException.class)
        .hasMessageContaining("is not empty");
    assertThat(folder.toFile().list()).containsExactly("thesis.txt");
  }

  @Test
  void aDirectoryThatCannotBeWrittenIsSaid() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));

    assertThatThrownBy(() -> EmbeddedBroker.start(file.resolve("data"), 0))
        .isInstanceOf(BrokerStartException.class)
        .hasMessageContaining("cannot be created or written");
  }

  @Test
  void aDirectoryOfALaterKafkaIsSaid() throws Exception {
    // Given
    Path metadata = folder.resolve("metadata");
    new Formatter()
        .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, UTF_8))
        .setNodeId(BrokerSettings.NODE_ID)
        .setClusterId(Uuid.randomUuid().toString())
        .setControllerListenerName(BrokerSettings.CONTROLLER_LISTENER)
        .addDirectory(metadata.toString())
        .addDirectory(folder.resolve("topics").toString())
        .setMetadataLogDirectory(metadata.toString())
        .setUnstableFeatureVersionsEnabled(true)
        .setReleaseVersion(MetadataVersion.latestTesting())
        .run();

    // When, Then
    assertThatThrownBy(() -> EmbeddedBroker.start(folder, 0))
        .isInstanceOf(BrokerStartException.class)
        .hasMessageContaining("made by a later version of Kafka");
  }

  @Test
  void aDamagedDirectoryIsSaidAndEndsNoProcess() throws Exception {
    // Given metadata that belong to another node
    EmbeddedBroker.start(folder, 0).close();
    Path properties = folder.resolve("metadata/meta.properties");
    Files.writeString(properties, Files.readString(properties).replace("node.id=1", "node.id=7"));

    // When, Then
    assertThatThrownBy(() -> EmbeddedBroker.start(folder, 0))
        .isInstanceOf(BrokerStartException.class)
        .hasMessageContaining(folder.toString())
        .hasMessageContaining("node");
  }

  @Test
  void aFaultOfKafkaEndsNoProcess() {
    EmbeddedBroker broker = EmbeddedBroker.start(folder, 0);
    try (broker) {
      assertThat(broker.failed()).isFalse();

      assertThatThrownBy(() -> Exit.halt(1)).hasMessageContaining("fatal fault");

      assertThat(broker.failed()).isTrue();
    }
  }

  private static void createTopic(String address) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", address))) {
      admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
    }
  }

  private static void write(String address, String value) throws Exception {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", address), new StringSerializer(), new StringSerializer())) {
      producer.send(new ProducerRecord<>(TOPIC, value)).get();
    }
  }

  /** All committed records of the topic. */
  private static List<String> read(String address) {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", address, "isolation.level", "read_committed");
    TopicPartition partition = new TopicPartition(TOPIC, 0);
    List<String> values = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
      while (consumer.position(partition) < end) {
        for (ConsumerRecord<String, String> found : consumer.poll(Duration.ofMillis(100))) {
          values.add(found.value());
        }
      }
    }
    return values;
  }
}
