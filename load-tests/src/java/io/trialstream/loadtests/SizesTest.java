package io.trialstream.loadtests;

import io.trialstream.loadtests.Report.Column;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Bytes on a broker's disk of each kind of record: one a batch, and in full batches. */
@Command(
    name = "sizes",
    description = {
      "Bytes on the brokers' disks of a report, a heartbeat, a suggestion and a leaderboard entry:"
          + " each in a batch of its own, as a worker sends it that has nothing else to send, and in"
          + " batches of 16 KiB, for each compression."
    },
    footer = {"", "Example:", "  load-tests/run sizes --json sizes.json"})
final class SizesTest extends LoadTest {
  private static final List<String> COMPRESSIONS = List.of("none", "lz4", "zstd");
  private static final int FULL_BATCH = 16_384;

  @Mixin private Brokers brokers;

  @Option(
      names = "--records",
      defaultValue = "20000",
      paramLabel = "N",
      description = "Records of each measurement (default: ${DEFAULT-VALUE}).")
  private int records;

  private final SampleRecords samples = new SampleRecords();

  @Override
  Report measure(Progress progress) throws Exception {
    List<Map<String, Object>> rows = new ArrayList<>();
    try (Brokers.Running running = brokers.open();
        Admin admin =
            Admin.create(Map.<String, Object>of("bootstrap.servers", running.bootstrapServers()))) {
      String prefix = running.freshPrefix();
      for (SampleRecords.Kind kind : SampleRecords.Kind.values()) {
        progress.say("%s", name(kind));
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("record", name(kind));
        for (String compression : COMPRESSIONS) {
          row.put("alone_" + compression, bytes(running, admin, prefix, kind, compression, 0));
          row.put(
              "batched_" + compression,
              bytes(running, admin, prefix, kind, compression, FULL_BATCH));
        }
        rows.add(row);
      }
    }
    return new Report(
        "sizes", "Bytes on disk per record", columns(), rows, List.of(), List.of(), List.of());
  }

  private static List<Column> columns() {
    List<Column> columns = new ArrayList<>(List.of(new Column("record", "record", "%s")));
    for (String compression : COMPRESSIONS) {
      columns.add(new Column("alone_" + compression, "alone, " + compression, "%.0f"));
      columns.add(new Column("batched_" + compression, "batched, " + compression, "%.0f"));
    }
    return columns;
  }

  private static String name(SampleRecords.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  private double bytes(
      Brokers.Running running,
      Admin admin,
      String prefix,
      SampleRecords.Kind kind,
      String compression,
      int batchSize)
      throws InterruptedException, ExecutionException {
    String topic = prefix + name(kind) + "-" + compression + "-" + batchSize;
    admin.createTopics(List.of(new NewTopic(topic, Optional.of(1), Optional.empty()))).all().get();
    Map<String, Object> settings =
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            running.bootstrapServers(),
            ProducerConfig.COMPRESSION_TYPE_CONFIG,
            compression,
            ProducerConfig.BATCH_SIZE_CONFIG,
            batchSize,
            ProducerConfig.LINGER_MS_CONFIG,
            50);
    try (Producer<String, byte[]> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
      for (int number = 0; number < records; number++) {
        producer.send(
            new ProducerRecord<>(topic, samples.key(kind, number), samples.value(kind, number)));
      }
    }
    long bytes =
        admin
            .describeLogDirs(
                admin.describeCluster().nodes().get().stream().map(node -> node.id()).toList())
            .allDescriptions()
            .get()
            .values()
            .stream()
            .flatMap(folders -> folders.values().stream())
            .flatMap(folder -> folder.replicaInfos().entrySet().stream())
            .filter(replica -> replica.getKey().topic().equals(topic))
            .mapToLong(replica -> replica.getValue().size())
            .sum();
    admin.deleteTopics(List.of(topic)).all().get();
    return (double) bytes / records;
  }
}
