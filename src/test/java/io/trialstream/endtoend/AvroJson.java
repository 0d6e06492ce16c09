package io.trialstream.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trialstream.api.Json;
import io.trialstream.topics.Topic;
import io.trialstream.topics.TrialstreamConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * A record as our codec reads it, to be held against what another program printed as JSON.
 *
 * @param place topic, partition and offset
 */
record AvroJson(String place, String key, @Nullable IndexedRecord value) {

  /** The committed records of a topic that can be read, and its tombstones. */
  static List<AvroJson> read(TrialstreamConfig config, Topic<?> topic) {
    Map<String, Object> settings = new HashMap<>(config.consumer());
    settings.put("isolation.level", "read_committed");
    List<AvroJson> records = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic.name()).stream()
              .map(info -> new TopicPartition(topic.name(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      Deserializer<? extends IndexedRecord> values = topic.deserializer();
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          take(record, values, records);
        }
      }
    }
    return records;
  }

  private static void take(
      ConsumerRecord<String, byte[]> record,
      Deserializer<? extends IndexedRecord> values,
      List<AvroJson> records) {
    String place = place(record.topic(), record.partition(), record.offset());
    try {
      records.add(
          new AvroJson(place, record.key(), values.deserialize(record.topic(), record.value())));
    } catch (SerializationException e) {
      // What cannot be read is none of the records.
    }
  }

  private static String place(String topic, long partition, long offset) {
    return topic + " " + partition + " " + offset;
  }

  /** That the lines are these records and no others, to the last field and its type. */
  static void assertSame(List<AvroJson> expected, List<String> lines) throws IOException {
    Map<String, JsonNode> printed = new TreeMap<>();
    for (String line : lines) {
      JsonNode json = Json.mapper().readTree(line);
      String place =
          place(
              json.get("topic").textValue(),
              json.get("partition").longValue(),
              json.get("offset").longValue());
      assertThat(printed.put(place, json)).as("printed twice: " + place).isNull();
    }
    assertThat(printed.keySet())
        .containsExactlyInAnyOrderElementsOf(expected.stream().map(AvroJson::place).toList());
    for (AvroJson record : expected) {
      JsonNode json = Objects.requireNonNull(printed.get(record.place));
      assertThat(json.get("key").textValue()).isEqualTo(record.key);
      assertSame(record.place, record.value, json.get("value"));
    }
  }

  private static void assertSame(String where, @Nullable Object ours, JsonNode theirs) {
    if (ours == null) {
      assertThat(theirs.isNull()).as(where).isTrue();
    } else if (ours instanceof IndexedRecord record) {
      List<Schema.Field> fields = record.getSchema().getFields();
      assertThat(theirs.fieldNames())
          .as(where)
          .toIterable()
          .containsExactlyInAnyOrderElementsOf(fields.stream().map(Schema.Field::name).toList());
      for (Schema.Field field : fields) {
        String name = where + " " + field.name();
        assertSame(name, record.get(field.pos()), theirs.get(field.name()));
      }
    } else if (ours instanceof List<?> items) {
      assertThat(theirs.size()).as(where).isEqualTo(items.size());
      for (int i = 0; i < items.size(); i++) {
        assertSame(where + " " + i, items.get(i), theirs.get(i));
      }
    } else if (ours instanceof Instant time) {
      assertThat(OffsetDateTime.parse(theirs.textValue()).toInstant()).as(where).isEqualTo(time);
    } else if (ours instanceof ByteBuffer bytes) {
      String text = StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
      assertThat(theirs.textValue()).as(where).isEqualTo(text);
    } else if (ours instanceof Double number) {
      assertThat(theirs.isDouble()).as(where).isTrue();
      assertThat(theirs.doubleValue()).as(where).isEqualTo(number);
    } else if (ours instanceof Number number) {
      assertThat(theirs.isIntegralNumber()).as(where).isTrue();
      assertThat(theirs.longValue()).as(where).isEqualTo(number.longValue());
    } else if (ours instanceof Boolean flag) {
      assertThat(theirs.isBoolean()).as(where).isTrue();
      assertThat(theirs.booleanValue()).as(where).isEqualTo(flag);
    } else {
      assertThat(theirs.textValue()).as(where).isEqualTo(ours.toString());
    }
  }
}
