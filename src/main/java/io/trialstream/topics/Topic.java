package io.trialstream.topics;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;

/**
 * A topic of one typed value, shared by those who write and those who read it. Keys are UTF-8
 * strings; values are Avro in the wire format.
 *
 * @param name the full name, prefix included
 * @param type the value's class
 * @param format how its values stand on it
 */
public record Topic<T extends SpecificRecord>(String name, Class<T> type, WireFormat format) {

  /** A topic whose values are in single-object encoding. */
  public Topic(String name, Class<T> type) {
    this(name, type, WireFormat.singleObject());
  }

  /** The value as bytes and back, without a topic around it. */
  public AvroCodec<T> codec() {
    return format.codec(name, type);
  }

  /** A serializer of the value; a missing value, a tombstone, stays one. */
  public Serializer<T> serializer() {
    AvroCodec<T> codec = codec();
    return (topic, value) -> value == null ? null : codec.encode(value);
  }

  /**
   * A deserializer of the value; throws {@code SerializationException} with a sentence where the
   * bytes are no such record. A missing value, a tombstone, stays one.
   */
  public Deserializer<T> deserializer() {
    AvroCodec<T> codec = codec();
    return (topic, bytes) -> bytes == null ? null : codec.decode(bytes);
  }

  /** Serializer and deserializer of the value. */
  public Serde<T> serde() {
    return Serdes.serdeFrom(serializer(), deserializer());
  }

  /** Serializer and deserializer of the key. */
  public Serde<String> keySerde() {
    return Serdes.String();
  }
}
