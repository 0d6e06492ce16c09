package io.trialstream.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trialstream.api.Json;
import io.trialstream.avro.Heartbeat;
import io.trialstream.topics.AvroCodec;
import io.trialstream.topics.Topic;
import io.trialstream.topics.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

/** The generated part of docs/schemas.md; the failing test says where the right one is. */
class SchemasDocTest {
  private static final Path DOCUMENT = Path.of("docs", "schemas.md");
  private static final String BEGIN = "<!-- generated: topics -->\n";
  private static final String END = "<!-- end -->";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** It has Avro trust the generated classes. */
  private static final AvroCodec<Heartbeat> HEARTBEATS = new AvroCodec<>(Heartbeat.class);

  @Test
  void topicsAndExamplesAreAsTheCodeHasThem() throws IOException {
    // Given
    String generated = table() + examples() + bytes();
    Path proposed = Path.of("target", "schemas-topics.md");
    Files.writeString(proposed, generated);

    // When
    String document = Files.readString(DOCUMENT);

    // Then
    assertThat(document).contains(BEGIN).contains(END);
    assertThat(
            document.substring(document.indexOf(BEGIN) + BEGIN.length(), document.lastIndexOf(END)))
        .as("%s holds what belongs there", proposed)
        .isEqualTo(generated);
  }

  @Test
  void noTopicIsLeftOut() {
    Topics topics = new Topics("");
    TreeSet<String> names =
        Stream.concat(topics.fixed().stream(), Stream.of(topics.trials("POOL")))
            .map(Topic::name)
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(ExampleRecords.all().stream().map(ExampleRecords.Example::topic))
        .containsExactlyInAnyOrderElementsOf(names);
  }

  private static String table() {
    return "| topic | key | partition | value | headers |\n| --- | --- | --- | --- | --- |\n"
        + ExampleRecords.all().stream()
            .map(
                it ->
                    "| `%s` | %s | %s | [`%s`](../schemas/%s.avsc) | none |\n"
                        .formatted(
                            it.topic(),
                            it.key(),
                            it.partition(),
                            schema(it).getName(),
                            schema(it).getName()))
            .collect(Collectors.joining())
        + "\n";
  }

  private static Schema schema(ExampleRecords.Example example) {
    return example.value().getSchema();
  }

  private static String examples() throws IOException {
    StringBuilder text = new StringBuilder();
    for (ExampleRecords.Example example : ExampleRecords.all()) {
      text.append(
          "### `%s`\n%s\n\nKey `%s`, value:\n\n```json\n%s\n```\n\n"
              .formatted(
                  example.topic(), schema(example).getDoc(), example.example(), json(example)));
    }
    return text.toString();
  }

  @SuppressWarnings("unchecked")
  private static <T extends SpecificRecord> String json(ExampleRecords.Example example)
      throws JsonProcessingException {
    AvroCodec<T> codec = new AvroCodec<>((Class<T>) example.value().getClass());
    byte[] value = codec.encode((T) example.value());
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>(
            example.topic(),
            0,
            0,
            0,
            TimestampType.LOG_APPEND_TIME,
            0,
            value.length,
            example.example().getBytes(UTF_8),
            value,
            new RecordHeaders(),
            Optional.empty());
    return MAPPER
        .writerWithDefaultPrettyPrinter()
        .writeValueAsString(
            MAPPER.readTree(Json.write(RecordJson.of(record, codec::decode))).get("value"));
  }

  private static String bytes() {
    byte[] value = HEARTBEATS.encode(ExampleRecords.heartbeat());
    HexFormat hex = HexFormat.ofDelimiter(" ").withUpperCase();
    String body = hex.formatHex(value, 10, value.length);
    return """
        ## The wire formats byte by byte
        The heartbeat above, as it stands on the topic. Without a registry, %d bytes:

        | bytes | what |
        | --- | --- |
        | `C3 01` | Avro's single-object encoding, version 1 |
        | `%s` | the schema's fingerprint: CRC-64-AVRO of its parsing canonical form, little-endian |
        | `%s` | the record in Avro's binary encoding |

        With a registry that gave the schema the id 7, %d bytes:

        | bytes | what |
        | --- | --- |
        | `00` | the wire format of Confluent's clients |
        | `00 00 00 07` | the schema's id, big-endian |
        | `%s` | the record in Avro's binary encoding, the same |

        """
        .formatted(value.length, hex.formatHex(value, 2, 10), body, value.length - 5, body);
  }
}
