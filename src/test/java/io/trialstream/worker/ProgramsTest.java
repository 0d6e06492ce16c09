package io.trialstream.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramsTest {
  @TempDir Path folder;

  private Path program(String name, boolean executable) throws Exception {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n");
    assertThat(file.toFile().setExecutable(executable)).isTrue();
    return file;
  }

  @Test
  void aBareNameIsTheFirstExecutableFileOnThePath() throws Exception {
    // Given
    program("a/tool", false);
    Path tool = program("b/tool", true);
    program("c/tool", true);
    String path = "relative:" + folder + "/a:" + folder + "/b:" + folder + "/c";

    // When
    Path found = Programs.resolve("tool", folder, path);

    // Then
    assertThat(found).isEqualTo(tool);
  }

  @Test
  void aPathStartsInTheAttemptsDirectory() throws Exception {
    // Given
    Path tool = program("bin/tool", true);

    // Then
    assertThat(Programs.resolve("bin/tool", folder, "/bin")).isEqualTo(tool);
    assertThat(Programs.resolve(tool.toString(), Path.of("/"), "/bin")).isEqualTo(tool);
  }

  @Test
  void whatIsMissingOrNotExecutableIsRefused() throws Exception {
    // Given
    program("tool", false);
    String path = folder.toString();

    // Then
    assertThatThrownBy(() -> Programs.resolve("tool", folder, path))
        .hasMessageContaining("is not on this worker's PATH");
    assertThatThrownBy(() -> Programs.resolve("./tool", folder, path))
        .hasMessageContaining("chmod +x");
    assertThatThrownBy(() -> Programs.resolve("./none", folder, path))
        .hasMessageContaining("does not exist");
    assertThatThrownBy(() -> Programs.resolve("./", folder, path))
        .hasMessageContaining("not an executable file");
    assertThatThrownBy(() -> Programs.resolve("", folder, path)).hasMessageContaining("empty");
  }
}
