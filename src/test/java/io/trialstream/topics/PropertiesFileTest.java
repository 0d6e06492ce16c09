package io.trialstream.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PropertiesFileTest {
  @TempDir private Path folder;

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("trialstream.properties"), text);
  }

  @Test
  void everySettingHasTheLineWhereItBegins() throws IOException {
    // Given: all that a file of properties may hold
    Path file =
        write(
            "\uFEFF# a comment \\\ntopic.prefix = lab.\r\n\n! another\nclient.id:a\\\n   b\\\n  c\n"
                + "state.dir  C:\\\\state é\nempty=\n");

    // When / Then
    assertThat(PropertiesFile.read(file))
        .containsExactly(
            new Setting("topic.prefix", "lab.", file + ", line 2"),
            new Setting("client.id", "abc", file + ", line 5"),
            new Setting("state.dir", "C:\\state é", file + ", line 8"),
            new Setting("empty", "", file + ", line 9"));
  }

  @Test
  void aKeyThatIsThereTwiceIsRefusedWithBothPlaces() throws IOException {
    Path file = write("a=1\n\na=2\n");

    assertThatThrownBy(() -> PropertiesFile.read(file))
        .isInstanceOf(BadSettingsException.class)
        .hasMessage("a is given twice: in %1$s, line 1 and in %1$s, line 3; leave one out.", file);
  }

  @Test
  void whatCannotBeReadIsASentence() throws IOException {
    Path escape = write("a=\\u12\n");
    assertThatThrownBy(() -> PropertiesFile.read(escape))
        .isInstanceOf(BadSettingsException.class)
        .hasMessageContaining(", line 1: a backslash and u");
    assertThatThrownBy(() -> PropertiesFile.read(folder))
        .isInstanceOf(BadSettingsException.class)
        .hasMessageContaining("it is a folder");
    assertThatThrownBy(() -> PropertiesFile.read(folder.resolve("none")))
        .isInstanceOf(BadSettingsException.class)
        .hasMessageContaining("There is no file");
    Path latin = Files.write(folder.resolve("latin"), "a=é".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> PropertiesFile.read(latin))
        .isInstanceOf(BadSettingsException.class)
        .hasMessageContaining("not in UTF-8");
  }
}
