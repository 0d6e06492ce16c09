package io.trialstream.topics.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SchemaHistoryTest {
  private static final String BASE =
      """
      {"type": "record", "name": "R", "fields": [
        {"name": "id", "type": "string"},
        {"name": "n", "type": "long"},
        {"name": "note", "type": "string", "default": ""},
        {"name": "kind", "type": {"type": "enum", "name": "K", "symbols": ["U", "A"], "default": "U"}},
        {"name": "closed", "type": {"type": "enum", "name": "C", "symbols": ["X", "Y"]}},
        {"name": "inner", "type": {"type": "record", "name": "I", "fields": [
          {"name": "x", "type": "int"}]}},
        {"name": "extra", "type": ["null", "string"], "default": null}]}
      """;

  static List<Class<? extends SpecificRecord>> types() {
    return SchemaHistory.types();
  }

  @ParameterizedTest
  @MethodSource("types")
  void whatIsWrittenIsFrozen(Class<? extends SpecificRecord> type) throws IOException {
    assertThat(
            SchemaHistory.unfrozen(
                SchemaHistory.FROZEN, type.getSimpleName(), SchemaHistory.current(type)))
        .isEmpty();
  }

  @ParameterizedTest
  @MethodSource("types")
  void everyVersionReadsEveryOther(Class<? extends SpecificRecord> type) throws IOException {
    List<Schema> versions = SchemaHistory.frozen(SchemaHistory.FROZEN, type.getSimpleName());

    assertThat(SchemaHistory.misfit(type.getSimpleName(), versions)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("types")
  void theProgramKnowsEveryFrozenVersion(Class<? extends SpecificRecord> type) throws IOException {
    assertThat(SchemaVersions.of(type).all())
        .isEqualTo(SchemaHistory.frozen(SchemaHistory.FROZEN, type.getSimpleName()));
  }

  @Test
  void noSchemaIsLeftOut() throws IOException {
    // Given
    Set<String> reached = new HashSet<>();
    SchemaHistory.types().forEach(type -> collect(SchemaHistory.current(type), reached));

    // When
    List<String> files;
    try (Stream<Path> all = Files.walk(Path.of("schemas"))) {
      files =
          all.filter(file -> !file.startsWith(SchemaHistory.FROZEN))
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".avsc"))
              .map(name -> name.replace(".avsc", ""))
              .toList();
    }

    // Then
    assertThat(reached).containsAll(files);
  }

  private static void collect(Schema schema, Set<String> names) {
    switch (schema.getType()) {
      case RECORD -> {
        if (names.add(schema.getName())) {
          schema.getFields().forEach(field -> collect(field.schema(), names));
        }
      }
      case ARRAY -> collect(schema.getElementType(), names);
      case MAP -> collect(schema.getValueType(), names);
      case UNION -> schema.getTypes().forEach(branch -> collect(branch, names));
      default -> {}
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a removed field without a default | {\"name\": \"id\", \"type\": \"string\"}, |",
        "a new field without a default | [ {\"name\": \"id\" | [{\"name\": \"more\", \"type\": \"int\"}, {\"name\": \"id\"",
        "a renamed field | \"name\": \"id\" | \"name\": \"key\"",
        "a narrowed type | \"name\": \"n\", \"type\": \"long\" | \"name\": \"n\", \"type\": \"int\"",
        "a widened type, which the old cannot read | \"name\": \"x\", \"type\": \"int\" | \"name\": \"x\", \"type\": \"long\"",
        "a symbol that the old has no default for | [\"X\", \"Y\"] | [\"X\", \"Y\", \"Z\"]",
        "another type | \"name\": \"note\", \"type\": \"string\", \"default\": \"\" | \"name\": \"note\", \"type\": \"int\", \"default\": 0",
        "a union's new branch | [\"null\", \"string\"] | [\"null\", \"string\", \"long\"]",
        "a renamed record within | \"name\": \"I\" | \"name\": \"J\"",
        "another record | \"name\": \"R\" | \"name\": \"S\"",
      })
  void aChangeThatBreaksReadersIsRefused(String change, String from, String to) {
    Schema changed = changed(from, to);

    assertThat(SchemaHistory.misfit("R", List.of(schema(BASE), changed)))
        .as(change)
        .hasValueSatisfying(
            sentence -> assertThat(sentence).startsWith("Version 2 of R and an earlier one"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a removed field with a default | {\"name\": \"note\", \"type\": \"string\", \"default\": \"\"}, |",
        "a new field with a default | [ {\"name\": \"id\" | [{\"name\": \"more\", \"type\": \"int\", \"default\": 0}, {\"name\": \"id\"",
        "a symbol where the old has a default | [\"U\", \"A\"] | [\"U\", \"A\", \"B\"]",
        "another order | \"type\": \"long\"}, {\"name\": \"note\", \"type\": \"string\", \"default\": \"\"}, | \"type\": \"long\"},",
        "documentation | \"name\": \"n\", | \"name\": \"n\", \"doc\": \"how many\",",
      })
  void aChangeThatBreaksNoReaderIsAccepted(String change, String from, String to) {
    assertThat(SchemaHistory.misfit("R", List.of(schema(BASE), changed(from, to))))
        .as(change)
        .isEmpty();
  }

  @Test
  void aVersionThatGoesWithTheLastButNotWithTheFirstIsRefused() {
    // Given: a field goes, then comes back as another type
    Schema gone = changed("{\"name\": \"note\", \"type\": \"string\", \"default\": \"\"}, ", "");
    Schema back =
        changed(
            "\"name\": \"note\", \"type\": \"string\", \"default\": \"\"",
            "\"name\": \"note\", \"type\": \"int\", \"default\": 0");
    assertThat(SchemaHistory.misfit("R", List.of(gone, back))).isEmpty();

    // When
    Optional<String> problem = SchemaHistory.misfit("R", List.of(schema(BASE), gone, back));

    // Then
    assertThat(problem).hasValueSatisfying(it -> assertThat(it).startsWith("Version 3 of R"));
  }

  @Test
  void anUnfrozenSchemaIsRefusedWithTheCommandThatFreezesIt(@TempDir Path history)
      throws IOException {
    // Given
    Files.createDirectories(history.resolve("R"));
    Files.writeString(history.resolve("R").resolve("1.avsc"), BASE);
    Schema current = changed("\"A\"]", "\"A\", \"B\"]");

    // When
    Optional<String> problem = SchemaHistory.unfrozen(history, "R", current);

    // Then
    Path proposed = Path.of("target", "schemas", "history", "R", "2.avsc");
    assertThat(problem)
        .hasValueSatisfying(it -> assertThat(it).contains("cp " + proposed).contains("R/2.avsc"));
    assertThat(schema(Files.readString(proposed))).isEqualTo(current);
  }

  @Test
  void changedDocumentationIsNoNewVersion(@TempDir Path history) throws IOException {
    // Given
    Files.createDirectories(history.resolve("R"));
    Files.writeString(history.resolve("R").resolve("1.avsc"), BASE);
    Schema current = changed("\"name\": \"n\",", "\"name\": \"n\", \"doc\": \"how many\",");

    // When
    Optional<String> problem = SchemaHistory.unfrozen(history, "R", current);

    // Then
    assertThat(problem)
        .hasValueSatisfying(
            it -> assertThat(it).startsWith("Only documentation").contains("R/1.avsc"));
  }

  private static Schema changed(String from, String to) {
    String base = BASE.replaceAll("\\s+", " ");
    String changed = base.replace(from, to == null ? "" : to);
    assertThat(changed).isNotEqualTo(base);
    return schema(changed);
  }

  private static Schema schema(String json) {
    return new Schema.Parser().parse(json);
  }
}
