package io.trialstream.topics.schema;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/**
 * The versions of a type's schema, frozen in {@code schemas/history/TYPE/1.avsc, 2.avsc, …}: what
 * any released program may have written. The newest is what this program writes. Immutable.
 */
public final class SchemaVersions {
  /** Where the frozen versions lie on the class path. */
  private static final String HISTORY = "/schemas/history/";

  private final List<Schema> oldestFirst;
  private final long[] fingerprints;

  private SchemaVersions(List<Schema> oldestFirst) {
    this.oldestFirst = List.copyOf(oldestFirst);
    this.fingerprints =
        this.oldestFirst.stream().mapToLong(SchemaNormalization::parsingFingerprint64).toArray();
  }

  /**
   * The versions of a generated class; where its schema is not frozen yet, that one behind them.
   *
   * @param type a class that Avro generated from {@code schemas/}
   */
  public static SchemaVersions of(Class<? extends SpecificRecord> type) {
    Schema current = SpecificData.getForClass(type).getSchema(type);
    List<Schema> versions = frozen(type.getSimpleName());
    if (versions.isEmpty()
        || SchemaNormalization.parsingFingerprint64(versions.get(versions.size() - 1))
            != SchemaNormalization.parsingFingerprint64(current)) {
      versions.add(current);
    }
    return new SchemaVersions(versions);
  }

  /**
   * Versions that are no files.
   *
   * @param oldestFirst at least one
   */
  public static SchemaVersions of(List<Schema> oldestFirst) {
    if (oldestFirst.isEmpty()) {
      throw new IllegalArgumentException("a type has at least one version");
    }
    return new SchemaVersions(oldestFirst);
  }

  private static List<Schema> frozen(String type) {
    List<Schema> versions = new ArrayList<>();
    for (int version = 1; ; version++) {
      try (InputStream in =
          SchemaVersions.class.getResourceAsStream(HISTORY + type + "/" + version + ".avsc")) {
        if (in == null) {
          return versions;
        }
        versions.add(new Schema.Parser().parse(in));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** All, from the oldest to the newest. */
  public List<Schema> all() {
    return oldestFirst;
  }

  /** What this program writes. */
  public Schema newest() {
    return oldestFirst.get(oldestFirst.size() - 1);
  }

  /** The fingerprint (CRC-64-AVRO of the parsing canonical form) of what this program writes. */
  public long fingerprint() {
    return fingerprints[fingerprints.length - 1];
  }

  /** The version with this fingerprint. */
  public Optional<Schema> withFingerprint(long fingerprint) {
    for (int i = fingerprints.length - 1; i >= 0; i--) {
      if (fingerprints[i] == fingerprint) {
        return Optional.of(oldestFirst.get(i));
      }
    }
    return Optional.empty();
  }
}
