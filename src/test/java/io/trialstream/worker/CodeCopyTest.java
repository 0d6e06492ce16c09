package io.trialstream.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodeCopyTest {
  @TempDir Path folder;

  private Path code;
  private Path to;

  @BeforeEach
  void createFolders() throws IOException {
    code = Files.createDirectory(folder.resolve("code"));
    to = Files.createDirectories(folder.resolve("agent/attempt"));
  }

  private UnrunnableException refused(Path source) {
    return catchThrowableOfType(
        UnrunnableException.class, () -> CodeCopy.copy(source, to, folder.resolve("agent")));
  }

  private static long entries(Path directory) throws IOException {
    try (Stream<Path> entries = Files.walk(directory)) {
      return entries.count() - 1;
    }
  }

  @Test
  void whatIsTooLargeLeavesNothingBehind() throws IOException {
    // Given
    Files.writeString(code.resolve("a.py"), "pass");
    try (RandomAccessFile sparse = new RandomAccessFile(code.resolve("z.bin").toFile(), "rw")) {
      sparse.setLength(CodeCopy.MAX_BYTES + 1);
    }

    // When
    UnrunnableException refusal = refused(code);

    // Then
    assertThat(refusal.sentence()).contains("too large", "as an input");
    assertThat(entries(to)).isZero();
  }

  @Test
  void whatCannotBeCopiedInTheMiddleLeavesNothingBehind() throws IOException {
    // Given
    Files.writeString(Files.createDirectory(code.resolve("a")).resolve("a.py"), "pass");
    Files.writeString(code.resolve("b.py"), "pass");
    Files.writeString(to.resolve("b.py"), "in the way");

    // When
    UnrunnableException refusal = refused(code);

    // Then
    assertThat(refusal.sentence()).contains("cannot be copied");
    assertThat(entries(to)).isZero();
  }

  @Test
  void theRootOfTheWorkerIsNotCopied() throws IOException {
    // When
    UnrunnableException refusal = refused(Path.of("/"));

    // Then
    assertThat(refusal.sentence()).startsWith("The code folder / ");
    assertThat(entries(to)).isZero();
  }

  @Test
  void whatTheKernelShowsAsFilesIsNotRead() {
    assertThat(refused(Path.of("/proc/self")).sentence()).contains("kernel");
    assertThat(refused(Path.of("/sys")).sentence()).contains("kernel");
  }
}
