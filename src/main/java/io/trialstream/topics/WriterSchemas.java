package io.trialstream.topics;

import io.trialstream.topics.schema.RegistryException;
import io.trialstream.topics.schema.SchemaVersions;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.kafka.common.errors.SerializationException;

/**
 * What values of one type may have been written with, and the readers of each. Safe for use by
 * several threads.
 */
final class WriterSchemas<T> {
  private final Schema schema;
  private final SpecificData model;
  private final SchemaVersions versions;
  private final Optional<RegistryIds> ids;
  private final Writer<T> current;
  private final Map<Long, Writer<T>> byFingerprint = new ConcurrentHashMap<>();
  private final Map<Integer, Writer<T>> byId = new ConcurrentHashMap<>();

  /** The id of the last value that had the current schema, behind a bit that says there was one. */
  private volatile long currentId;

  private static final long LEARNT = 1L << Integer.SIZE;

  /**
   * A schema that values were written with.
   *
   * @param reader of such values
   */
  record Writer<T>(DatumReader<T> reader) {}

  WriterSchemas(
      Schema schema, SpecificData model, SchemaVersions versions, Optional<RegistryIds> ids) {
    this.schema = schema;
    this.model = model;
    this.versions = versions;
    this.ids = ids;
    this.current = writer(schema);
    byFingerprint.put(versions.fingerprint(), current);
  }

  /** The one that is written now. */
  Writer<T> current() {
    return current;
  }

  /**
   * The one with this fingerprint.
   *
   * @throws SerializationException where it is none of the type's versions
   */
  Writer<T> ofFingerprint(long fingerprint, String typeName) {
    Writer<T> known = byFingerprint.get(fingerprint);
    if (known != null) {
      return known;
    }
    Schema version =
        versions
            .withFingerprint(fingerprint)
            .orElseThrow(
                () ->
                    new SerializationException(
                        "The value has an unknown schema (fingerprint %016x), where a %s (%016x) was expected: it is of another type, or another version of Trialstream wrote it."
                            .formatted(fingerprint, typeName, versions.fingerprint())));
    return byFingerprint.computeIfAbsent(fingerprint, key -> writer(version));
  }

  /** Whether values with this id are known to have the current schema. */
  boolean isCurrent(int id) {
    return currentId == (LEARNT | Integer.toUnsignedLong(id));
  }

  /**
   * The one with this id in the registry; waits for a registry that is away.
   *
   * @throws SerializationException where the registry does not know it, or it is another type's
   */
  Writer<T> ofId(int id, String typeName) {
    Writer<T> known = byId.get(id);
    if (known == null) {
      known = learn(id, typeName);
      byId.put(id, known);
    }
    if (known == current) {
      setCurrent(id);
    }
    return known;
  }

  /** Values with this id have the current schema. */
  void setCurrent(int id) {
    currentId = LEARNT | Integer.toUnsignedLong(id);
  }

  private Writer<T> learn(int id, String typeName) {
    Schema found;
    try {
      found =
          ids.flatMap(from -> from.schemaOf(id))
              .orElseThrow(
                  () ->
                      new SerializationException(
                          "The value names a schema (id %s) that the schema registry does not know, where a %s was expected: another registry's client wrote it, or the registry has lost it."
                              .formatted(Integer.toUnsignedString(id), typeName)));
    } catch (RegistryException.Refused e) {
      throw new SerializationException(String.valueOf(e.getMessage()), e);
    }
    if (SchemaNormalization.parsingFingerprint64(found) == versions.fingerprint()) {
      return current;
    }
    if (SchemaCompatibility.checkReaderWriterCompatibility(schema, found).getType()
        != SchemaCompatibilityType.COMPATIBLE) {
      throw new SerializationException(
          "The value has the schema of a %s (id %s of the schema registry), which cannot be read as a %s, where one was expected."
              .formatted(found.getFullName(), Integer.toUnsignedString(id), typeName));
    }
    return writer(found);
  }

  /** Whether a value of any of the type's versions may start there; it may go on behind it. */
  boolean anyReads(byte[] bytes, int from) {
    for (Schema version : versions.all()) {
      try {
        BinaryDecoder decoder =
            DecoderFactory.get().binaryDecoder(bytes, from, bytes.length - from, null);
        writer(version).reader().read(null, decoder);
        return true;
      } catch (IOException | RuntimeException e) {
        // Of another version, or no such value.
      }
    }
    return false;
  }

  private Writer<T> writer(Schema written) {
    return new Writer<>(new SpecificDatumReader<>(written, schema, model));
  }
}
