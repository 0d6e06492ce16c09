package io.trialstream.topics;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;

/**
 * A topic of one typed value, shared by those who write and those who read it. Keys are UTF-8
 * strings; values are Avro in single-object encoding.
 *
 * @param name the full name, prefix included
 * @param type the value's class
 */
public record Topic<T extends SpecificRecord>(String name, Class<T> type) {

  /** A serializer of the value. */
  public Serializer<T> serializer() {
    throw new UnsupportedOperationException();
  }

  /**
   * A deserializer of the value; throws {@code SerializationException} with a sentence where the
   * bytes are no such record.
   */
  public Deserializer<T> deserializer() {
    throw new UnsupportedOperationException();
  }
}
