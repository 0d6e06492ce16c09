package io.trialstream.coordinator;

import io.trialstream.avro.MetricEvent;
import io.trialstream.topics.AvroCodec;
import io.trialstream.topics.MetricView;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

/** Decodes a topic's values; what cannot be decoded comes out as {@link Inbound.Poison}. */
final class InboundDeserializer implements Deserializer<Inbound> {
  private final Function<byte[], Inbound> read;

  private InboundDeserializer(Function<byte[], Inbound> read) {
    this.read = read;
  }

  /** Of the topic {@code metrics}. */
  static InboundDeserializer metrics(AvroCodec<MetricEvent> codec) {
    return new InboundDeserializer(bytes -> new Inbound.MetricIn(MetricView.read(bytes, codec)));
  }

  /** Of a topic with values of this type. */
  static <T extends SpecificRecord> InboundDeserializer of(
      AvroCodec<T> codec, BiFunction<T, byte[], Inbound> wrap) {
    return new InboundDeserializer(bytes -> wrap.apply(codec.decode(bytes), bytes));
  }

  @Override
  public Inbound deserialize(String topic, byte[] bytes) {
    if (bytes == null) {
      return new Inbound.Poison(new byte[0], "the record has no value; expected an Avro record");
    }
    try {
      return read.apply(bytes);
    } catch (SerializationException e) {
      return new Inbound.Poison(bytes, String.valueOf(e.getMessage()));
    }
  }
}
