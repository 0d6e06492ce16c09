package io.trialstream.coordinator;

import io.trialstream.topics.Topic;
import java.util.function.BiFunction;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

/** Decodes a topic's values; what cannot be decoded comes out as {@link Inbound.Poison}. */
final class InboundDeserializer<T extends SpecificRecord> implements Deserializer<Inbound> {
  private final Deserializer<T> values;
  private final BiFunction<T, byte[], Inbound> wrap;

  InboundDeserializer(Topic<T> topic, BiFunction<T, byte[], Inbound> wrap) {
    this.values = topic.deserializer();
    this.wrap = wrap;
  }

  @Override
  public Inbound deserialize(String topic, byte[] bytes) {
    if (bytes == null) {
      return new Inbound.Poison(new byte[0], "the record has no value; expected an Avro record");
    }
    try {
      return wrap.apply(values.deserialize(topic, bytes), bytes);
    } catch (SerializationException e) {
      return new Inbound.Poison(bytes, String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void close() {
    values.close();
  }
}
