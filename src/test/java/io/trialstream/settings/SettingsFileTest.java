package io.trialstream.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class SettingsFileTest {

  @Test
  void valuesAreReadByTheirType() throws InvalidSettingsException {
    // Given
    MappingSettings root =
        SettingsFile.read(
                """
                text: hello
                quoted: "12"
                whole: -12
                hexadecimal: 0x1F
                real: 1e-3
                flag: True
                list: [a, 1]
                mapping: {a: 1}
                nothing:
                """)
            .root();

    // When, Then
    assertThat(root.text("text")).contains("hello");
    assertThat(root.text("quoted")).contains("12");
    assertThat(root.text("whole")).contains("-12");
    assertThat(root.integer("whole")).hasValue(-12);
    assertThat(root.integer("hexadecimal")).hasValue(31);
    assertThat(root.number("real")).hasValue(0.001);
    assertThat(root.number("whole")).hasValue(-12.0);
    assertThat(root.flag("flag")).contains(true);
    assertThat(root.list("list").orElseThrow()).hasSize(2);
    assertThat(root.mapping("mapping").orElseThrow().path()).isEqualTo("mapping");
    assertThat(root.mappingOrEmpty("nothing").orElseThrow().keys()).isEmpty();
  }

  @Test
  void aValueOfTheWrongTypeIsAProblemAtItsLine() throws InvalidSettingsException {
    // Given
    SettingsFile file =
        SettingsFile.read(
            """
            number: "12"
            whole: 1.5
            huge: 99999999999999999999
            flag: yes
            mapping:
              - a
            infinite: .inf
            text: [a]
            nothing:
            """);
    MappingSettings root = file.root();

    // When
    root.number("number");
    root.integer("whole");
    root.integer("huge");
    root.flag("flag");
    root.mapping("mapping");
    root.number("infinite");
    root.text("text");
    root.text("nothing");

    // Then
    assertThat(problems(file))
        .containsExactly(
            "line 1: number: must be a number, not the text \"12\"",
            "line 2: whole: must be a whole number, not 1.5",
            "line 3: huge: must be a whole number of 64 bits, not 99999999999999999999",
            "line 4: flag: must be true or false, not the text \"yes\"",
            "line 6: mapping: must be a mapping of keys to values, not a list",
            "line 7: infinite: must be a finite number, not .inf",
            "line 8: text: must be a text, not a list",
            "line 9: nothing: has no value: give it a text, or remove the key");
  }

  @Test
  void aKeyNobodyAskedForIsAProblemWithItsLineAndTheNearestKnownOne()
      throws InvalidSettingsException {
    // Given
    SettingsFile file =
        SettingsFile.read(
            """
            limits:
              max_trails: 3
              nested: {a: 1}
            objektive: x
            """);

    // When
    file.root().has("objective");
    file.root().mapping("limits").orElseThrow().has("max_trials");
    file.root().mapping("limits").orElseThrow().mapping("nested");

    // Then
    assertThat(problems(file))
        .containsExactly(
            "line 2: limits.max_trails: the key is not known; the nearest known one is max_trials",
            "line 3: limits.nested.a: the key is not known",
            "line 4: objektive: the key is not known; the nearest known one is objective");
  }

  @Test
  void aKeyThatStandsTwiceIsAProblemInYamlAndJson() throws InvalidSettingsException {
    // Given
    SettingsFile yaml = SettingsFile.read("a:\n  b: 1\n  c: 2\n  b: 3\n");
    SettingsFile json = SettingsFile.read("{\"a\": 1,\n\"a\": 2}");
    yaml.root().mapping("a").orElseThrow().keys();
    json.root().keys();

    // When, Then
    assertThat(problems(yaml))
        .containsExactly(
            "line 4: a.b: the key stands here a second time; it stands on line 2 already");
    assertThat(problems(json))
        .containsExactly(
            "line 2: a: the key stands here a second time; it stands on line 1 already");
  }

  @Test
  void anchorsAliasesAndMergeKeysMeanWhatTheyDoInYaml() throws InvalidSettingsException {
    // Given
    SettingsFile file =
        SettingsFile.read(
            """
            base: &base {q: 1, min: 2}
            more: &more {max: 5, min: 9}
            one: {<<: *base, q: 7}
            two: {<<: [*base, *more]}
            same: *base
            """);
    MappingSettings root = file.root();

    // When
    MappingSettings one = root.mapping("one").orElseThrow();
    MappingSettings two = root.mapping("two").orElseThrow();
    MappingSettings same = root.mapping("same").orElseThrow();

    // Then
    assertThat(one.integer("q")).hasValue(7);
    assertThat(one.integer("min")).hasValue(2);
    assertThat(two.integer("min")).hasValue(2);
    assertThat(two.integer("max")).hasValue(5);
    assertThat(same.integer("q")).hasValue(1);
  }

  @Test
  void jsonIsReadAsWell() throws InvalidSettingsException {
    // Given
    String json = "{\n\t\"text\": \"a\\/b \\u00e9 \\ud83d\\ude00\",\n\t\"list\": [1, 2.5]\n}";

    // When
    MappingSettings root = SettingsFile.read(json).root();

    // Then
    assertThat(root.text("text")).contains("a/b é 😀");
    assertThat(root.list("list").orElseThrow().get(1))
        .isEqualTo(new Value.Scalar(3, Value.Kind.REAL, "2.5"));
  }

  @Test
  void aByteOrderMarkAndCarriageReturnsDoNotMatter() throws InvalidSettingsException {
    // Given
    SettingsFile file = SettingsFile.read("\uFEFFa: 1\r\nb: x\r\n");

    // When
    file.root().integer("a");
    file.root().integer("b");

    // Then
    assertThat(problems(file))
        .containsExactly("line 2: b: must be a whole number, not the text \"x\"");
  }

  @Test
  void ofVeryManyProblemsTheFirstAreShown() throws InvalidSettingsException {
    // Given
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 2000; i++) {
      text.append("unknown").append(i).append(": 1\n");
    }

    // When
    List<String> problems = problems(SettingsFile.read(text.toString()));

    // Then
    assertThat(problems).hasSize(Problems.MOST + 1).last().isEqualTo("and 1900 more");
  }

  @Test
  void bytesThatAreNoTextAreNamedAsSuch() {
    // Given
    byte[] latin1 = "name: café".getBytes(StandardCharsets.ISO_8859_1);

    // When, Then
    assertThatThrownBy(() -> SettingsFile.decode(latin1))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessage("the file is not text in UTF-8; save it as such");
    assertThatThrownBy(() -> SettingsFile.decode(new byte[10_000_000]))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("the file has 10000000 bytes");
  }

  private static List<String> problems(SettingsFile file) {
    try {
      file.finish();
      return List.of();
    } catch (InvalidSettingsException e) {
      return e.problems().stream().map(Problem::toString).toList();
    }
  }
}
