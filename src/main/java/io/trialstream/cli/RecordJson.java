package io.trialstream.cli;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericEnumSymbol;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/** Records of our topics as values that JSON can say. */
final class RecordJson {
  private RecordJson() {}

  /** Reads a record's bytes. */
  interface Decoder {
    /**
     * The record behind the bytes.
     *
     * @throws SerializationException with a sentence where there is none
     */
    IndexedRecord decode(byte[] bytes);
  }

  /**
   * The record with its place in the topic. Where its value cannot be read it has an {@code error},
   * a sentence, instead of a {@code value}; a tombstone's value is null.
   */
  static Map<String, @Nullable Object> of(ConsumerRecord<byte[], byte[]> source, Decoder decoder) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("partition", source.partition());
    json.put("offset", source.offset());
    json.put("time", java.time.Instant.ofEpochMilli(source.timestamp()));
    json.put("key", source.key() == null ? null : text(source.key()));
    if (source.value() == null) {
      json.put("value", null);
      return json;
    }
    try {
      json.put("value", plain(decoder.decode(source.value())));
    } catch (SerializationException e) {
      json.put("error", e.getMessage());
    }
    return json;
  }

  /** An Avro value as maps, lists, texts and numbers. */
  private static @Nullable Object plain(@Nullable Object value) {
    if (value instanceof IndexedRecord record) {
      Map<String, @Nullable Object> fields = new LinkedHashMap<>();
      for (Schema.Field field : record.getSchema().getFields()) {
        fields.put(field.name(), plain(record.get(field.pos())));
      }
      return fields;
    }
    if (value instanceof List<?> items) {
      return items.stream().map(RecordJson::plain).toList();
    }
    if (value instanceof ByteBuffer bytes) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.duplicate().get(copy);
      return text(copy);
    }
    return value instanceof GenericEnumSymbol<?> || value instanceof CharSequence
        ? value.toString()
        : value;
  }

  /** Bytes as the text that they are, or in base64 where they are none. */
  private static String text(byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      if (text.chars().noneMatch(Character::isISOControl)) {
        return text;
      }
    } catch (CharacterCodingException e) {
      // It is no text.
    }
    return "base64:" + Base64.getEncoder().encodeToString(bytes);
  }
}
