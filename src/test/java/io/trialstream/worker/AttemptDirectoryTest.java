package io.trialstream.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttemptDirectoryTest {
  @TempDir Path folder;

  private Path root;
  private Path code;

  @BeforeEach
  void makeCode() throws IOException {
    root = Files.createDirectory(folder.resolve("agent"));
    code = Files.createDirectories(folder.resolve("code"));
    write("train.sh", "#!/bin/sh");
    assertThat(code.resolve("train.sh").toFile().setExecutable(true)).isTrue();
    write("lib/model.py", "model");
  }

  private void write(String name, String text) throws IOException {
    Path file = code.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private AttemptDirectory create(String experiment, String trial, String... outputs)
      throws IOException, UnrunnableException {
    return AttemptDirectory.create(
        root, experiment, trial, 1, "execution", Optional.of(code), List.of(outputs));
  }

  @Test
  void theCodeIsCopiedWithItsPermissionsAndOutputsAreMade() throws Exception {
    // When
    AttemptDirectory directory = create("e", "e_0", "model", "plots/loss");

    // Then
    assertThat(directory.path()).isEqualTo(root.resolve("experiments/e/e_0/attempt_1"));
    assertThat(directory.path().resolve("train.sh")).isExecutable();
    assertThat(directory.path().resolve("lib/model.py")).hasContent("model");
    assertThat(directory.outputs().resolve("model")).isDirectory();
    assertThat(directory.outputs().resolve("plots/loss")).isDirectory();
  }

  @Test
  void theOutputsOfAnEarlierTrialAreThoseOfItsLastAttemptThatRanHere() throws Exception {
    // Given
    Path first = create("e", "e_0").outputs();
    AttemptDirectory second =
        AttemptDirectory.create(root, "e", "e_0", 2, "x", Optional.empty(), List.of());
    AttemptDirectory.create(root, "e", "e_0", 21, "x", Optional.empty(), List.of());

    // When, Then
    assertThat(AttemptDirectory.earlierOutputs(root, "e", "e_0", 1)).contains(first);
    assertThat(AttemptDirectory.earlierOutputs(root, "e", "e_0", 3)).contains(second.outputs());
    assertThat(AttemptDirectory.earlierOutputs(root, "e", "e_1", 3)).isEmpty();
    assertThat(AttemptDirectory.earlierOutputs(root, "..", "..", 3)).isEmpty();
  }

  @Test
  void anotherExecutionOfTheAttemptHasADirectoryOfItsOwn() throws Exception {
    // Given
    Path first = create("e", "e_0").path();

    // When
    Path second = create("e", "e_0").path();

    // Then
    assertThat(second).isNotEqualTo(first).hasFileName("attempt_1_execution");
  }

  @Test
  void namesCannotLeadOutOfTheAgentsDirectory() throws Exception {
    // When
    AttemptDirectory directory = create("..", "../../a b/ü");

    // Then
    assertThat(directory.path())
        .isEqualTo(root.resolve("experiments/%2E%2E/..%2F..%2Fa%20b%2F%C3%BC/attempt_1"));
    assertThatThrownBy(() -> create("e", "e_0", "../../x"))
        .isInstanceOf(UnrunnableException.class)
        .hasMessageContaining("../../x");
  }

  @Test
  void linksAreNotFollowedAndStillPointWhereTheyDid() throws Exception {
    // Given
    Path data = Files.createDirectory(folder.resolve("data"));
    Files.writeString(data.resolve("large"), "data");
    Files.createSymbolicLink(code.resolve("data"), Path.of("../data"));
    Files.createSymbolicLink(code.resolve("lib/again"), code);
    Files.createSymbolicLink(code.resolve("start"), Path.of("train.sh"));
    Files.createSymbolicLink(code.resolve("broken"), Path.of("nothing"));

    // When
    Path copy = create("e", "e_0").path();

    // Then
    assertThat(Files.readSymbolicLink(copy.resolve("data"))).isEqualTo(data.toRealPath());
    assertThat(copy.resolve("lib/again").toRealPath()).isEqualTo(copy.toRealPath());
    assertThat(copy.resolve("start").toRealPath()).isEqualTo(copy.resolve("train.sh").toRealPath());
    assertThat(copy.resolve("broken")).isSymbolicLink();
  }

  @Test
  void theAgentsOwnDirectoryAndEarlierResultsAreLeftOut() throws Exception {
    // Given
    root = Files.createDirectory(code.resolve("agent"));
    write("outputs/old", "old");
    write("log.txt", "old");
    write(".git/config", "git");
    write("lib/outputs/kept", "kept");

    // When
    Path copy = create("e", "e_0").path();

    // Then
    assertThat(copy.resolve("agent")).doesNotExist();
    assertThat(copy.resolve("outputs")).isEmptyDirectory();
    assertThat(copy.resolve("log.txt")).doesNotExist();
    assertThat(copy.resolve(".git")).doesNotExist();
    assertThat(copy.resolve("lib/outputs/kept")).exists();
  }

  @Test
  void whatIsNoFileIsLeftOut() throws Exception {
    // Given
    assertThat(new ProcessBuilder("mkfifo", code.resolve("pipe").toString()).start().waitFor())
        .isZero();

    // When
    Path copy = create("e", "e_0").path();

    // Then
    assertThat(copy.resolve("pipe")).doesNotExist();
    assertThat(copy.resolve("train.sh")).exists();
  }

  @Test
  void codeThatIsTooLargeIsRefusedWithAWayOut() throws Exception {
    // Given
    try (RandomAccessFile large = new RandomAccessFile(code.resolve("large").toFile(), "rw")) {
      large.setLength(CodeCopy.MAX_BYTES + 1);
    }

    // When / Then
    assertThatThrownBy(() -> create("e", "e_0"))
        .isInstanceOf(UnrunnableException.class)
        .hasMessageContaining("give its path as an input");
  }

  @Test
  void codeThatIsNotThereIsRefused() throws Exception {
    // Given
    code = folder.resolve("nowhere");

    // When / Then
    assertThatThrownBy(() -> create("e", "e_0"))
        .isInstanceOf(UnrunnableException.class)
        .hasMessageContaining("nowhere does not exist on this worker");
  }
}
