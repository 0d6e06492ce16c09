package io.trialstream.topics;

import io.trialstream.avro.MetricEvent;
import io.trialstream.topics.schema.RegistryException;
import io.trialstream.topics.schema.SchemaVersions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.ClassSecurityValidator;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/*
 * A value is a header that names the writer's schema, and the record. Both headers are read, whichever
 * is written: a topic may hold values from before a registry was there.
 *
 *   C3 01, 8 bytes   Avro's single-object encoding: the schema's fingerprint (CRC-64-AVRO of its
 *                    parsing canonical form), little-endian
 *   00, 4 bytes      the wire format of Confluent's clients: the schema's id in a registry, big-endian
 *
 * Reading goes past Avro's own BinaryMessageDecoder, which reads a stream byte by byte and trusts every
 * length that it finds: a decoder over the array is faster, and a damaged length is an error where the
 * stream would allocate what it says, up to 2 GB. It goes past Apicurio's serializers too: they compute
 * the schema's fingerprint anew for each record (docs/decisions/0016-schema-registry.md).
 */
/**
 * Values of one generated class as bytes and back. Reads what any version of the class's schema
 * wrote. Safe for use by several threads.
 */
public final class AvroCodec<T extends SpecificRecord> {
  private static final byte MARK = (byte) 0xC3;
  private static final byte MARK_VERSION = 1;
  private static final int FINGERPRINT = 2;
  private static final int HEADER = FINGERPRINT + Long.BYTES;
  private static final byte REGISTRY_MARK = 0;
  private static final int REGISTRY_HEADER = 1 + Integer.BYTES;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final ThreadLocal<BinaryDecoder> DECODER =
      ThreadLocal.withInitial(() -> DecoderFactory.get().binaryDecoder(new byte[0], null));
  private static final ThreadLocal<Buffer> BUFFER = ThreadLocal.withInitial(Buffer::new);

  static {
    // Avro instantiates only classes that it is told to trust.
    String trusted = MetricEvent.class.getPackageName();
    ClassSecurityValidator.setGlobal(
        ClassSecurityValidator.composite(
            ClassSecurityValidator.getGlobal(),
            c -> (c.getPackageName() + ".").startsWith(trusted + ".")));
  }

  private final String typeName;
  private final SchemaVersions versions;
  private final Optional<RegistryIds> ids;
  private final DatumWriter<T> writer;
  private final WriterSchemas<T> writers;
  private final long fingerprint;
  private volatile byte @Nullable [] header;

  /**
   * A codec that writes Avro's single-object encoding.
   *
   * @param type a class that Avro generated from {@code schemas/}
   */
  public AvroCodec(Class<T> type) {
    this(type, SchemaVersions.of(type), Optional.empty());
  }

  /**
   * @param versions of the type's schema; the newest is what the class was generated from
   * @param ids where a registry gives them
   */
  AvroCodec(Class<T> type, SchemaVersions versions, Optional<RegistryIds> ids) {
    this.typeName = type.getSimpleName();
    this.versions = versions;
    this.ids = ids;
    SpecificData model = SpecificData.getForClass(type);
    Schema schema = model.getSchema(type);
    this.writer = new SpecificDatumWriter<>(schema, model);
    this.writers = new WriterSchemas<>(schema, model, versions, ids);
    this.fingerprint = versions.fingerprint();
  }

  /** What stands before each record that is written; waits for a registry that is away. */
  private byte[] header() {
    byte[] known = header;
    if (known == null) {
      known = ids.map(this::registeredHeader).orElseGet(() -> singleObjectHeader(fingerprint));
      header = known;
    }
    return known;
  }

  private byte[] registeredHeader(RegistryIds from) {
    try {
      return headerWith(from.idOf(versions.newest()));
    } catch (RegistryException.Refused e) {
      throw new SerializationException(
          "This %s cannot be encoded: %s".formatted(typeName, e.getMessage()), e);
    }
  }

  private byte[] headerWith(int id) {
    writers.setCurrent(id);
    return ByteBuffer.allocate(REGISTRY_HEADER).put(REGISTRY_MARK).putInt(id).array();
  }

  static byte[] singleObjectHeader(long fingerprint) {
    return ByteBuffer.allocate(HEADER)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(MARK)
        .put(MARK_VERSION)
        .putLong(fingerprint)
        .array();
  }

  /**
   * Whether the value is in the wire format of a registry, rather than in single-object encoding.
   */
  static boolean isOfRegistry(byte[] bytes) {
    return bytes.length > 0 && bytes[0] == REGISTRY_MARK;
  }

  /** Whether the value is in single-object encoding. */
  static boolean isSingleObject(byte[] bytes) {
    return bytes.length >= FINGERPRINT && bytes[0] == MARK && bytes[1] == MARK_VERSION;
  }

  /**
   * The value as bytes.
   *
   * @throws SerializationException where a field that must have a value has none, or a registry
   *     refuses the schema
   */
  public byte[] encode(T value) {
    Buffer buffer = BUFFER.get();
    buffer.reset();
    buffer.writeBytes(header());
    try {
      BinaryEncoder encoder = buffer.encoder();
      writer.write(value, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (AvroRuntimeException | NullPointerException | ClassCastException e) {
      throw new SerializationException(
          "This %s cannot be encoded: %s".formatted(typeName, e.getMessage()), e);
    }
    return buffer.toByteArray();
  }

  /**
   * The value behind the bytes. Where they name a schema that only an absent registry knows, this
   * waits for it.
   *
   * @throws SerializationException with a sentence where the bytes are no such record
   */
  public T decode(byte[] bytes) {
    if (isSingleObject(bytes)) {
      if (bytes.length < HEADER) {
        throw endsWithinHeader(bytes, HEADER);
      }
      long found = (long) LONGS.get(bytes, FINGERPRINT);
      return read(writers.ofFingerprint(found, typeName), bytes, HEADER);
    }
    if (!isOfRegistry(bytes)) {
      throw new SerializationException(
          "The value is not in Avro's single-object encoding (it does not start with C3 01)%s, where a %s was expected."
              .formatted(
                  ids.isPresent() ? ", nor in the wire format of a registry" : "", typeName));
    }
    if (ids.isEmpty()) {
      throw new SerializationException(
          "The value is in the wire format of a schema registry (it starts with 00), where a %s in Avro's single-object encoding was expected: set schema.registry.url."
              .formatted(typeName));
    }
    if (bytes.length < REGISTRY_HEADER) {
      throw endsWithinHeader(bytes, REGISTRY_HEADER);
    }
    return read(writers.ofId((int) INTS.get(bytes, 1), typeName), bytes, REGISTRY_HEADER);
  }

  /**
   * Has the schema registered where there is a registry.
   *
   * @throws io.trialstream.topics.schema.RegistryException with a sentence, where the registry is
   *     away or refuses it
   */
  void register() {
    ids.ifPresent(
        from -> {
          header = headerWith(from.register(versions.newest()));
        });
  }

  /** Whether the value is a registry's header and behind it a record of this type. */
  boolean seemsOfRegistry(byte[] bytes) {
    return isOfRegistry(bytes)
        && bytes.length > REGISTRY_HEADER
        && writers.anyReads(bytes, REGISTRY_HEADER);
  }

  private SerializationException endsWithinHeader(byte[] bytes, int header) {
    return new SerializationException(
        "The value ends within its header, after %d of %d bytes, where a %s was expected."
            .formatted(bytes.length, header, typeName));
  }

  /** Reads the record of a value that has the current schema. */
  T decodeCurrent(byte[] bytes, int from) {
    return read(writers.current(), bytes, from);
  }

  private T read(WriterSchemas.Writer<T> of, byte[] bytes, int from) {
    BinaryDecoder decoder =
        DecoderFactory.get().binaryDecoder(bytes, from, bytes.length - from, DECODER.get());
    T value;
    boolean end;
    try {
      value = of.reader().read(null, decoder);
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

  /** The fingerprint of what is written. */
  long fingerprint() {
    return fingerprint;
  }

  /** Where the record starts in a value that is known to have the current schema; -1 in others. */
  int currentFrom(byte[] bytes) {
    if (bytes.length > HEADER
        && bytes[0] == MARK
        && bytes[1] == MARK_VERSION
        && (long) LONGS.get(bytes, FINGERPRINT) == fingerprint) {
      return HEADER;
    }
    return bytes.length > REGISTRY_HEADER
            && bytes[0] == REGISTRY_MARK
            && writers.isCurrent((int) INTS.get(bytes, 1))
        ? REGISTRY_HEADER
        : -1;
  }

  /** A buffer with an encoder that writes into it. */
  private static final class Buffer extends ByteArrayOutputStream {
    private @Nullable BinaryEncoder encoder;

    BinaryEncoder encoder() {
      BinaryEncoder made = EncoderFactory.get().directBinaryEncoder(this, encoder);
      encoder = made;
      return made;
    }
  }
}
