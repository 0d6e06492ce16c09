package io.trialstream.topics;

import io.trialstream.avro.MetricEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.ClassSecurityValidator;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Values of one generated class as bytes and back, in Avro's single-object encoding: the marker C3
 * 01, the fingerprint of the writer's schema, the record. Safe for use by several threads.
 *
 * <p>Reading goes past Avro's own {@code BinaryMessageDecoder}, which reads a stream byte by byte
 * and trusts every length that it finds: a decoder over the array is faster, and a damaged length
 * is an error where the stream would allocate what it says, up to 2 GB.
 */
public final class AvroCodec<T extends SpecificRecord> {
  private static final int FINGERPRINT = 2;
  private static final int HEADER = FINGERPRINT + Long.BYTES;
  private static final ThreadLocal<BinaryDecoder> DECODER =
      ThreadLocal.withInitial(() -> DecoderFactory.get().binaryDecoder(new byte[0], null));

  static {
    // Avro instantiates only classes that it is told to trust.
    String trusted = MetricEvent.class.getPackageName();
    ClassSecurityValidator.setGlobal(
        ClassSecurityValidator.composite(
            ClassSecurityValidator.getGlobal(),
            c -> (c.getPackageName() + ".").startsWith(trusted + ".")));
  }

  private final String typeName;
  private final BinaryMessageEncoder<T> encoder;
  private final DatumReader<T> reader;
  private final long fingerprint;

  /**
   * @param type a class that Avro generated from {@code schemas/}
   */
  public AvroCodec(Class<T> type) {
    this.typeName = type.getSimpleName();
    SpecificData model = SpecificData.getForClass(type);
    Schema schema = model.getSchema(type);
    this.encoder = new BinaryMessageEncoder<>(model, schema);
    this.reader = new SpecificDatumReader<>(schema, schema, model);
    this.fingerprint = SchemaNormalization.parsingFingerprint64(schema);
  }

  /**
   * The value as bytes.
   *
   * @throws SerializationException where a field that must have a value has none
   */
  public byte[] encode(T value) {
    try {
      // The encoder copies: the array is exactly the message and belongs to the caller.
      return encoder.encode(value).array();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (AvroRuntimeException | NullPointerException | ClassCastException e) {
      throw new SerializationException(
          "This %s cannot be encoded: %s".formatted(typeName, e.getMessage()), e);
    }
  }

  /**
   * The value behind the bytes.
   *
   * @throws SerializationException with a sentence where the bytes are no such record
   */
  public T decode(byte[] bytes) {
    requireHeader(bytes);
    BinaryDecoder decoder =
        DecoderFactory.get().binaryDecoder(bytes, HEADER, bytes.length - HEADER, DECODER.get());
    T value;
    boolean end;
    try {
      value = reader.read(null, decoder);
      end = decoder.isEnd();
    } catch (IOException | RuntimeException e) {
      throw new SerializationException(
          "The value is a %s that ends early or is damaged, at %d bytes."
              .formatted(typeName, bytes.length),
          e);
    }
    if (!end) {
      throw new SerializationException(
          "The value is a %s with further bytes behind its end, %d in all."
              .formatted(typeName, bytes.length));
    }
    return value;
  }

  private void requireHeader(byte[] bytes) {
    if (bytes.length < FINGERPRINT || bytes[0] != (byte) 0xC3 || bytes[1] != 1) {
      throw new SerializationException(
          "The value is not in Avro's single-object encoding (it does not start with C3 01), where a %s was expected."
              .formatted(typeName));
    }
    if (bytes.length < HEADER) {
      throw new SerializationException(
          "The value ends within its header, after %d of %d bytes, where a %s was expected."
              .formatted(bytes.length, HEADER, typeName));
    }
    long found = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(FINGERPRINT);
    if (found != fingerprint) {
      throw new SerializationException(
          "The value has an unknown schema (fingerprint %016x), where a %s (%016x) was expected: it is of another type, or another version of Trialstream wrote it."
              .formatted(found, typeName, fingerprint));
    }
  }
}
