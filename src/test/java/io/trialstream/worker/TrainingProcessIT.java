package io.trialstream.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.trialstream.worker.ProcessTree.Ending;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingProcessIT {
  private static final Path SELF = Path.of("/proc/self/status");
  private static final Duration GRACE = Duration.ofMillis(500);
  private static final Path SH = Path.of("/bin/sh");

  @TempDir Path folder;

  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private Guardian guardian;

  @BeforeEach
  void start() {
    guardian = Guardian.start("TRIALSTREAM_AGENT_LIFE=" + UUID.randomUUID(), GRACE);
  }

  @AfterEach
  void stop() {
    guardian.close();
  }

  private TrainingProcess launch(String script, String... arguments) throws Exception {
    List<String> words =
        Stream.concat(Stream.of("-c", script, "script"), Stream.of(arguments)).toList();
    return launch(SH, words);
  }

  private TrainingProcess launch(Path program, List<String> arguments) throws Exception {
    return TrainingProcess.start(
        program,
        arguments,
        folder,
        Map.of(),
        UUID.randomUUID().toString(),
        guardian,
        new AttemptLog(folder.resolve("log.txt"), AttemptLog.LIMIT),
        new OutputPump.Reader() {
          @Override
          public void read(byte[] bytes, int length) {
            output.write(bytes, 0, length);
          }

          @Override
          public void end() {}
        });
  }

  private TrainingProcess.Result finish(String script) throws Exception {
    TrainingProcess process = launch(script);
    process.exited().join();
    return process.finish(GRACE);
  }

  private Path written(String name) {
    Path file = folder.resolve(name);
    await().until(() -> Files.exists(file) && Files.size(file) > 0);
    return file;
  }

  private boolean isRunning(Path pidFile) throws Exception {
    return ProcessTable.find(Long.parseLong(Files.readString(pidFile).strip())).isPresent();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 42, 126, 127, 255})
  void theExitStatusIsTheScripts(int status) throws Exception {
    assertThat(finish("exit " + status).exit()).contains(status);
  }

  /** The signals that a process ignores, a bit each. */
  private static long ignored(String status) {
    Matcher line = Pattern.compile("SigIgn:\\s*([0-9a-f]+)").matcher(status);
    assertThat(line.find()).isTrue();
    return Long.parseUnsignedLong(line.group(1), 16);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 6, 9, 11, 15})
  void aSignalIs128AndItsNumber(int signal) throws Exception {
    // A script inherits what this process was started to ignore, and cannot change it.
    assumeThat(ignored(Files.readString(SELF)) >> (signal - 1) & 1).isZero();
    assertThat(finish("kill -" + signal + " $$").exit()).contains(128 + signal);
  }

  @Test
  void argumentsArriveAsTheyAre() throws Exception {
    // Given
    String[] arguments = {
      "", " ", "a b", "'", "\"", "$HOME", "`id`", "$(id)", "a\nb", "*", "\\", "--", "-x", "ü精🙂",
      ";rm", "%s"
    };

    // When
    TrainingProcess process = launch("printf '%s\\0' \"$@\"", arguments);
    process.exited().join();
    process.finish(GRACE);

    // Then
    assertThat(output.toString(UTF_8).split("\0", -1))
        .startsWith(arguments)
        .hasSize(arguments.length + 1);
  }

  @Test
  void aFileThatIsNoProgramIsAFailureWithAReason() throws Exception {
    // Given
    Path file = folder.resolve("tool");
    Files.write(file, new byte[] {0x7f, 'E', 'L', 'F', 0, 0});
    assertThat(file.toFile().setExecutable(true)).isTrue();

    // When
    TrainingProcess process = launch(file, List.of());
    process.exited().join();
    TrainingProcess.Result result = process.finish(GRACE);

    // Then
    assertThat(result.exit().orElseThrow()).isBetween(126, 127);
    assertThat(result.lastLines()).contains("tool");
  }

  @Test
  void anArgumentThatTheMachineCannotPassIsRefused() {
    assertThatThrownBy(() -> launch("true", "x".repeat(10_000_000)))
        .isInstanceOf(UnrunnableException.class)
        .hasMessageContaining("/bin/sh");
    assertThatThrownBy(() -> launch("true", "a\0b")).isInstanceOf(UnrunnableException.class);
  }

  @Test
  void standardInputIsEmptyAndInterruptsAreNotIgnored() throws Exception {
    // When
    TrainingProcess.Result result =
        finish("cat; grep -h SigIgn /proc/self/status; ps -o sid=,pgid=,pid= -p $$");

    // Then
    assertThat(result.exit()).contains(0);
    String[] lines = output.toString(UTF_8).strip().split("\n");
    assertThat(ignored(lines[0]) & 0b110 & ~ignored(Files.readString(SELF))).isZero();
    assertThat(Set.copyOf(List.of(lines[1].strip().split(" +")))).hasSize(1);
  }

  @Test
  void aStopEndsChildrenWhereverTheyHaveGone() throws Exception {
    // Given
    TrainingProcess process =
        launch(
            """
            (setsid sh -c 'echo $$ > own-session; exec sleep 600' &)
            setsid env -i sh -c 'echo $$ > no-mark; exec sleep 600' &
            setsid env -i sh -c 'trap "" TERM; echo $$ > deaf; while :; do sleep 1; done' &
            sh -c 'echo $$ > group; exec sleep 600' &
            wait
            """);
    List<Path> children =
        List.of(written("own-session"), written("no-mark"), written("deaf"), written("group"));

    // When
    TrainingProcess.Result result = process.stop(GRACE);

    // Then
    assertThat(result.tree().ending()).isEqualTo(Ending.KILLED);
    assertThat(result.exit()).contains(143);
    for (Path child : children) {
      assertThat(isRunning(child)).as(child.toString()).isFalse();
    }
  }

  @Test
  void whatIgnoresSigtermIsKilledAfterTheGracePeriod() throws Exception {
    // Given
    TrainingProcess process =
        launch(
            "trap '' TERM; (setsid sh -c 'echo $$ > child; while :; do sleep 1; done' &); while :; do sleep 0.05; done");
    Path child = written("child");

    // When
    long start = System.nanoTime();
    TrainingProcess.Result result = process.stop(GRACE);

    // Then
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(GRACE, GRACE.plusSeconds(3));
    assertThat(result.tree().ending()).isEqualTo(Ending.KILLED);
    assertThat(result.exit()).contains(137);
    assertThat(isRunning(child)).isFalse();
  }

  @Test
  void whatIsPrintedOnSigtermIsStillRead() throws Exception {
    // Given
    TrainingProcess process =
        launch("trap 'echo last; exit 5' TERM; echo ready; while :; do sleep 0.01; done");
    await().until(() -> output.size() > 0);

    // When
    TrainingProcess.Result result = process.stop(Duration.ofSeconds(5));

    // Then
    assertThat(result.exit()).contains(5);
    assertThat(output.toString(UTF_8)).isEqualTo("ready\nlast\n");
  }

  @Test
  void childrenThatAreLeftBehindAreEndedAndCounted() throws Exception {
    // When
    TrainingProcess.Result result =
        finish(
            "setsid sh -c 'echo $$ > left; exec sleep 600' & until [ -s left ]; do :; done; exit 3");

    // Then
    assertThat(result.exit()).contains(3);
    assertThat(result.tree()).isEqualTo(new ProcessTree.Ended(Ending.TERMINATED, 1));
    assertThat(isRunning(folder.resolve("left"))).isFalse();
  }

  @Test
  void theExitIsNoticedWhereOthersBlockTheCommonPool() throws Exception {
    // Given
    CountDownLatch end = new CountDownLatch(1);
    for (int i = 0; i < ForkJoinPool.getCommonPoolParallelism(); i++) {
      ForkJoinPool.commonPool()
          .execute(() -> assertThatCode(() -> end.await()).doesNotThrowAnyException());
    }

    // When
    TrainingProcess process = launch("exit 0");

    // Then
    try {
      process.exited().get(20, TimeUnit.SECONDS);
    } finally {
      end.countDown();
    }
    assertThat(process.finish(GRACE).exit()).contains(0);
  }

  @RepeatedTest(5)
  void aHelperThatEndsByItselfIsHeardAndNotHeldAgainstTheScript() throws Exception {
    // Given
    TrainingProcess process =
        launch("echo up; until [ -e go ]; do :; done; (sleep 0.1; echo late; echo later) & exit 0");
    await().until(() -> output.size() > 0);

    // When
    Files.createFile(folder.resolve("go"));
    process.exited().join();
    TrainingProcess.Result result = process.finish(GRACE);

    // Then
    assertThat(result.tree().ending()).isIn(Ending.BY_ITSELF, Ending.NONE);
    assertThat(output.toString(UTF_8)).isEqualTo("up\nlate\nlater\n");
  }

  @Test
  void everyByteOfTheOutputArrivesInOrderUpToTheExit() throws Exception {
    // Given
    int lines = 200_000;

    // When
    for (int round = 0; round < 5; round++) {
      output.reset();
      finish("seq 1 " + lines);

      // Then
      String[] numbers = output.toString(UTF_8).split("\n");
      assertThat(numbers).hasSize(lines);
      for (int i = 0; i < lines; i++) {
        assertThat(Integer.parseInt(numbers[i])).isEqualTo(i + 1);
      }
    }
  }

  @Test
  void aGuardianThatIsKilledIsReplacedByOneThatKnowsTheProcesses() throws Exception {
    // Given
    TrainingProcess process = launch("env -i sleep 600; true");
    long first = guardian.pid();

    // When
    assertThat(ProcessHandle.of(first).orElseThrow().destroyForcibly()).isTrue();

    // Then
    await().until(() -> guardian.pid() != first);
    assertThat(ProcessTable.find(guardian.pid())).isPresent();
    assertThat(process.stop(GRACE).exit()).contains(143);
  }
}
