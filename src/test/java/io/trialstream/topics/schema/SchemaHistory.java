package io.trialstream.topics.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trialstream.avro.state.ExperimentSnapshot;
import io.trialstream.avro.state.TrialSnapshot;
import io.trialstream.topics.Topic;
import io.trialstream.topics.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.SchemaValidationException;
import org.apache.avro.SchemaValidator;
import org.apache.avro.SchemaValidatorBuilder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/** The frozen versions of schemas, and what the build requires of them. */
final class SchemaHistory {
  static final Path FROZEN = Path.of("schemas", "history");
  private static final Path PROPOSED = Path.of("target").resolve(FROZEN);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final SchemaValidator EACH_READS_EACH =
      new SchemaValidatorBuilder().mutualReadStrategy().validateAll();

  private SchemaHistory() {}

  /** What stands on topics and in the coordinator's state: all that outlives a version. */
  static List<Class<? extends SpecificRecord>> types() {
    Topics topics = new Topics("");
    List<Class<? extends SpecificRecord>> types = new ArrayList<>();
    Stream.concat(topics.fixed().stream(), Stream.of(topics.trials("default")))
        .map(Topic::type)
        .forEach(types::add);
    types.addAll(List.of(ExperimentSnapshot.class, TrialSnapshot.class));
    return types;
  }

  /** A type's schema as other languages have it, with all that it is made of. */
  static Schema current(Class<? extends SpecificRecord> type) {
    return withoutJava(SpecificData.getForClass(type).getSchema(type));
  }

  /** The schema without what it says to Java's generator only. */
  static Schema withoutJava(Schema schema) {
    try {
      JsonNode json = JSON.readTree(schema.toString());
      json.findParents("avro.java.string")
          .forEach(node -> ((ObjectNode) node).remove("avro.java.string"));
      return new Schema.Parser().parse(json.toString());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The frozen versions of a type, the oldest first. */
  static List<Schema> frozen(Path history, String type) throws IOException {
    List<Schema> versions = new ArrayList<>();
    Path file = file(history, type, 1);
    while (Files.exists(file)) {
      versions.add(new Schema.Parser().parse(file.toFile()));
      file = file(history, type, versions.size() + 1);
    }
    return versions;
  }

  private static Path file(Path history, String type, int version) {
    return history.resolve(type).resolve(version + ".avsc");
  }

  /**
   * What is to be done so that the current schema is the newest frozen one; the file to copy is
   * written.
   */
  static Optional<String> unfrozen(Path history, String type, Schema current) throws IOException {
    List<Schema> versions = frozen(history, type);
    int last = versions.size();
    if (last > 0 && versions.get(last - 1).toString().equals(current.toString())) {
      return Optional.empty();
    }
    boolean isLayout = last == 0 || fingerprint(versions.get(last - 1)) != fingerprint(current);
    int version = isLayout ? last + 1 : last;
    Path proposed = file(PROPOSED, type, version);
    Files.createDirectories(proposed.getParent());
    Files.writeString(proposed, current.toString(true) + "\n");
    return Optional.of(
        isLayout
            ? "The schema of %s is not its newest frozen version: if docs/schemas.md allows the change, freeze it with cp %s %s, and never change that file again."
                .formatted(type, proposed, file(history, type, version))
            : "Only documentation or defaults of %s differ from its newest frozen version: bring them along with cp %s %s."
                .formatted(type, proposed, file(history, type, version)));
  }

  private static long fingerprint(Schema schema) {
    return SchemaNormalization.parsingFingerprint64(schema);
  }

  /**
   * Which version cannot read, or be read by, an earlier one; a sentence. Avro's validator
   * overlooks renamed records and enum symbols without a default; its check of a reader with a
   * writer does not.
   */
  static Optional<String> misfit(String type, List<Schema> versions) {
    for (int newer = 1; newer < versions.size(); newer++) {
      Schema version = versions.get(newer);
      List<Schema> earlier = versions.subList(0, newer);
      Optional<String> differences =
          earlier.stream()
              .map(older -> SchemaRegistry.differences(version, older))
              .filter(found -> !found.isEmpty())
              .findFirst()
              .or(() -> refusal(version, earlier));
      if (differences.isPresent()) {
        return Optional.of(
            "Version %d of %s and an earlier one cannot read each other: %s. Take the change back; docs/schemas.md says which changes are possible."
                .formatted(newer + 1, type, differences.get()));
      }
    }
    return Optional.empty();
  }

  private static Optional<String> refusal(Schema version, List<Schema> earlier) {
    try {
      EACH_READS_EACH.validate(version, earlier);
      return Optional.empty();
    } catch (SchemaValidationException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
