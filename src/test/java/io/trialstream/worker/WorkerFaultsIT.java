package io.trialstream.worker;

import static io.trialstream.worker.WorkerRig.script;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.trialstream.avro.EndState;
import io.trialstream.avro.EventKind;
import io.trialstream.avro.MetricEvent;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an agent keeps when the broker, or the agent itself, goes away. */
class WorkerFaultsIT {
  @TempDir Path folder;

  private WorkerRig rig;

  @BeforeEach
  void start() {
    rig = new WorkerRig(folder);
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  /** The records of a trial as readers see them: in order of the log, without duplicates. */
  private List<MetricEvent> counted(String trial) {
    List<MetricEvent> counted = new ArrayList<>();
    for (MetricEvent event : rig.log(trial)) {
      if (counted.isEmpty() || event.getSeq() > counted.get(counted.size() - 1).getSeq()) {
        counted.add(event);
      }
    }
    return counted;
  }

  private void assertComplete(String trial, int values) {
    List<MetricEvent> log = counted(trial);
    assertThat(log).extracting(MetricEvent::getSeq).startsWith(1L).endsWith(values + 2L);
    assertThat(log).hasSize(values + 2);
    assertThat(log.subList(1, values + 1))
        .extracting(MetricEvent::getValue)
        .containsExactlyElementsOf(
            DoubleStream.iterate(1, i -> i + 1).limit(values).boxed().toList());
    assertThat(log).extracting(MetricEvent::getExecution).containsOnly(log.get(0).getExecution());
    assertThat(log.get(values + 1).getState()).isEqualTo(EndState.COMPLETED);
  }

  @Test
  void anOutageOfTheBrokerLosesNoMetricKillsNoProcessAndPasses() {
    // Given
    String script =
        "i=0; while [ $i -lt 400 ]; do i=$((i+1)); echo acc=$i; [ $((i %% 4)) = 0 ] && sleep 0.05; done; echo done > %s"
            .formatted(folder.resolve("done"));
    try (WorkerAgent agent = rig.agent("a", 1, "sh")) {
      rig.suggest(script(0, script));
      await().until(() -> rig.log("exp_0").size() > 50);
      int port = rig.port();

      // When
      rig.stopBroker();
      await().atMost(Duration.ofSeconds(40)).until(() -> Files.exists(folder.resolve("done")));
      rig.startBroker(port);

      // Then
      rig.awaitEnded("exp_0");
      assertComplete("exp_0", 400);
      await().atMost(Duration.ofSeconds(20)).until(() -> agent.running() == 0);
      rig.suggest(script(7, "echo acc=1"));
      assertThat(rig.awaitEnded("exp_7").getState()).isEqualTo(EndState.COMPLETED);
    }
  }

  @Test
  void anAgentThatWasKilledSendsWhatItHadJournaledWhenItStartsAgain() throws Exception {
    // Given
    Path directory = folder.resolve("agents/b");
    Path go = folder.resolve("go");
    String script =
        "echo acc=1; until [ -e %s ]; do sleep 0.05; done; i=1; while [ $i -lt 500 ]; do i=$((i+1)); echo acc=$i; done"
            .formatted(go);
    String address = rig.config().bootstrapServers();
    int port = rig.port();
    try (AgentProcess agent = AgentProcess.start(address, directory)) {
      rig.suggest(script(1, script));
      rig.awaitEvent("exp_1", EventKind.REPORT);
      rig.stopBroker();
      Files.createFile(go);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> journaled(directory).contains(EventKind.ENDED));
    }

    // When
    rig.startBroker(port);
    try (WorkerAgent agent = rig.agent("b", 1, "sh")) {
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> counted("exp_1").stream().anyMatch(e -> e.getKind() == EventKind.ENDED));
    }

    // Then
    assertComplete("exp_1", 500);
    assertThat(journalBytes(directory)).isZero();
  }

  /** The kinds of the records that a journal holds. */
  private List<EventKind> journaled(Path directory) throws Exception {
    List<EventKind> kinds = new ArrayList<>();
    for (long segment : JournalFiles.list(directory.resolve("journal"))) {
      Path file = JournalFiles.path(directory.resolve("journal"), segment);
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
      Optional<JournalFrame> frame = JournalFrame.read(bytes);
      while (frame.isPresent()) {
        kinds.add(rig.topics().metrics().codec().decode(frame.get().value()).getKind());
        frame = JournalFrame.read(bytes);
      }
    }
    return kinds;
  }

  private static long journalBytes(Path directory) throws Exception {
    try (Stream<Path> files = Files.list(directory.resolve("journal"))) {
      return files
          .filter(file -> file.toString().endsWith(".journal"))
          .mapToLong(file -> file.toFile().length())
          .sum();
    }
  }

  @Test
  void anAgentThatIsKilledLeavesNoProcessBehind() throws Exception {
    // Given
    Path pids = folder.resolve("pids");
    // One that has a session of its own, one whose parent has ended, one that ignores SIGTERM, and
    // one with both a session of its own and a deaf ear.
    String script =
        """
        setsid sh -c 'echo $$ >> %1$s; exec sleep 600' &
        (sh -c 'echo $$ >> %1$s; exec sleep 600' &)
        sh -c 'trap "" TERM; echo $$ >> %1$s; while :; do sleep 1; done' &
        setsid sh -c 'trap "" TERM; echo $$ >> %1$s; while :; do sleep 1; done' &
        echo $$ >> %1$s
        echo acc=1
        wait
        """
            .formatted(pids);
    List<ProcessHandle> processes;
    try (AgentProcess agent =
        AgentProcess.start(rig.config().bootstrapServers(), folder.resolve("agents/c"))) {
      rig.suggest(script(2, script));
      rig.awaitEvent("exp_2", EventKind.REPORT);
      await().until(() -> Files.readAllLines(pids).size() == 5);
      processes =
          Files.readAllLines(pids).stream()
              .map(pid -> ProcessHandle.of(Long.parseLong(pid)).orElseThrow())
              .toList();

      // When
    }

    // Then
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(processes).noneMatch(process -> isRunning(process.pid())));
  }

  /** Whether it is more than a zombie that nobody has collected. */
  private static boolean isRunning(long pid) {
    return ProcessTable.find(pid).isPresent();
  }

  @Test
  void anAgentThatClosesKillsWhatRunsAndLeavesTheEndToTheLease() {
    // Given
    WorkerAgent agent = rig.agent("d", 1, "sh");
    rig.suggest(script(3, "echo acc=$$; while :; do sleep 0.1; done"));
    long pid = rig.awaitEvent("exp_3", EventKind.REPORT).getValue().longValue();

    // When
    agent.close();

    // Then
    assertThat(isRunning(pid)).isFalse();
    assertThat(counted("exp_3"))
        .extracting(MetricEvent::getKind)
        .containsExactly(EventKind.STARTED, EventKind.REPORT);
  }

  @Test
  void anAgentThatDrainsEndsWhatRunsAndTakesNothingMore() {
    // Given
    Path go = folder.resolve("go");
    try (WorkerAgent agent = rig.agent("e", 2, "sh")) {
      rig.suggest(script(4, "echo acc=1; until [ -e %s ]; do sleep 0.05; done".formatted(go)));
      rig.awaitEvent("exp_4", EventKind.REPORT);

      // When
      CompletableFuture<Void> drained = CompletableFuture.runAsync(agent::drain);
      await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
      rig.suggest(script(5, "echo acc=1"));
      assertThat(drained).isNotDone();
      assertThat(go.toFile().mkdir()).isTrue();
      drained.join();

      // Then
      assertThat(rig.awaitEnded("exp_4").getState()).isEqualTo(EndState.COMPLETED);
      assertThat(rig.log("exp_5")).isEmpty();
    }
  }

  @Test
  void anIdleAgentTakesWhatABusyOneCannot() {
    // Given
    try (WorkerAgent busy = rig.agent("f", 1, "sh");
        WorkerAgent idle = rig.agent("g", 1, "sh")) {
      rig.suggest(script(6, "echo acc=1; sleep 600"));
      rig.awaitEvent("exp_6", EventKind.REPORT);

      // When
      for (int number = 100; number < 112; number++) {
        rig.suggest(script(number, "echo acc=1"));
      }

      // Then
      for (int number = 100; number < 112; number++) {
        rig.awaitEnded("exp_" + number);
      }
      assertThat(busy.running() + idle.running()).isGreaterThanOrEqualTo(1);
    }
  }
}
