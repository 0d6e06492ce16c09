package io.trialstream.worker;

import static io.trialstream.worker.WorkerRig.script;
import static io.trialstream.worker.WorkerRig.suggestion;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.trialstream.avro.CommandKind;
import io.trialstream.avro.DeadLetter;
import io.trialstream.avro.EndState;
import io.trialstream.avro.EventKind;
import io.trialstream.avro.Heartbeat;
import io.trialstream.avro.MetricEvent;
import io.trialstream.avro.Parameter;
import io.trialstream.meters.Meters;
import io.trialstream.testing.TopicReader;
import io.trialstream.topics.BrokerUnreachableException;
import io.trialstream.topics.TrialstreamConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * An agent on a real broker, with real processes. The tests share both; each has its own trials.
 */
@TestMethodOrder(MethodOrderer.MethodName.class)
class WorkerAgentIT {
  @TempDir static Path folder;

  private static WorkerRig rig;
  private static WorkerAgent agent;

  @BeforeAll
  static void start() {
    rig = new WorkerRig(folder);
    agent = rig.agent("a", 3, "sh", "./tool", "no-such-program", "python3");
  }

  @AfterAll
  static void stop() {
    agent.close();
    rig.close();
  }

  @Test
  void aSuggestionBecomesStartedReportsAndAnEndMarkInOrder() throws Exception {
    // Given
    String script =
        "for i in 1 2 3; do echo \"epoch $i: loss=0.$i, acc=0.9$i\"; done; echo note >&2";

    // When
    rig.suggest(script(0, script));
    MetricEvent ended = rig.awaitEnded("exp_0");

    // Then
    List<MetricEvent> log = rig.log("exp_0");
    assertThat(log).extracting(MetricEvent::getSeq).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(log)
        .extracting(MetricEvent::getKind)
        .containsExactly(
            EventKind.STARTED,
            EventKind.REPORT,
            EventKind.REPORT,
            EventKind.REPORT,
            EventKind.ENDED);
    assertThat(log.subList(1, 4))
        .extracting(MetricEvent::getMetric, MetricEvent::getValue)
        .containsExactly(tuple("acc", 0.91), tuple("acc", 0.92), tuple("acc", 0.93));
    assertThat(log).extracting(MetricEvent::getExecution).containsOnly(ended.getExecution());
    assertThat(log.get(0).getWorker()).isEqualTo(agent.agentId());
    assertThat(ended.getState()).isEqualTo(EndState.COMPLETED);
    assertThat(ended.getExitCode()).isZero();
    assertThat(Files.readString(rig.attempt("a", "exp_0", 1).resolve("log.txt")))
        .contains("epoch 3: loss=0.3, acc=0.93\n", "note\n");
  }

  @Test
  void aStopEndsTheScriptQuicklyAndSaysStopped() {
    // Given
    rig.suggest(
        script(10, "trap 'echo acc=7; exit 0' TERM; echo acc=1; while :; do sleep 0.01; done"));
    MetricEvent started = rig.awaitStarted("exp_10");
    rig.awaitEvent("exp_10", EventKind.REPORT);

    // When
    rig.order(started, CommandKind.STOP, "worse than the median");
    rig.order(started, CommandKind.KILL, "a later order");
    rig.order(started, CommandKind.STOP, "worse than the median");
    MetricEvent ended = rig.awaitEnded("exp_10");

    // Then
    assertThat(ended.getState()).isEqualTo(EndState.STOPPED);
    assertThat(ended.getReason()).isEqualTo("worse than the median");
    assertThat(ended.getExitCode()).isZero();
    assertThat(rig.log("exp_10"))
        .filteredOn(event -> event.getKind() == EventKind.REPORT)
        .extracting(MetricEvent::getValue)
        .containsExactly(1.0, 7.0);
  }

  @Test
  void aScriptThatReportsEveryTenMillisecondsIsGoneWithinTwentyReportsOfItsStop() {
    // Given
    rig.suggest(script(11, "while :; do echo acc=$(date +%s%3N); sleep 0.01; done"));
    MetricEvent started = rig.awaitStarted("exp_11");
    await().until(() -> rig.log("exp_11").size() > 50);

    // When
    long sent = System.currentTimeMillis();
    rig.order(started, CommandKind.STOP, "stop");
    rig.awaitEnded("exp_11");

    // Then
    assertThat(rig.log("exp_11"))
        .filteredOn(event -> event.getKind() == EventKind.REPORT && event.getValue() > sent)
        .hasSizeLessThan(20);
  }

  @Test
  void aKillSaysCanceledAndOneThatIgnoresSigtermIsKilled() {
    // Given
    rig.suggest(script(12, "trap '' TERM; echo acc=1; while :; do sleep 0.1; done"));
    MetricEvent started = rig.awaitStarted("exp_12");
    rig.awaitEvent("exp_12", EventKind.REPORT);

    // When
    rig.order(started, CommandKind.KILL, "canceled by ada");
    MetricEvent ended = rig.awaitEnded("exp_12");

    // Then
    assertThat(ended.getState()).isEqualTo(EndState.CANCELED);
    assertThat(ended.getReason())
        .isEqualTo("canceled by ada; it did not end on SIGTERM and was killed after 1500 ms");
    assertThat(ended.getExitCode()).isEqualTo(137);
  }

  @Test
  void whatCannotBeRunFailsWithASentence() {
    // When
    rig.suggest(
        suggestion(20, "/bin/rm", "-rf", "x"),
        suggestion(21, "no-such-program"),
        suggestion(22, "./tool"),
        script(23, "echo acc=1").setCode("/no/such/folder"),
        suggestion(24, "sh", "-c", "${{search_space.lr}}"),
        suggestion(25));

    // Then
    assertFailed(20, "may not run /bin/rm", "--allow /bin/rm");
    assertFailed(21, "no-such-program is not on this worker's PATH");
    assertFailed(22, "./tool does not exist");
    assertFailed(23, "/no/such/folder does not exist");
    assertFailed(24, "search_space.lr");
    assertFailed(25, "command is empty");
  }

  private static void assertFailed(int number, String... parts) {
    MetricEvent ended = rig.awaitEnded("exp_" + number);
    assertThat(ended.getState()).isEqualTo(EndState.FAILED);
    assertThat(ended.getReason()).contains(parts);
    assertThat(ended.getExitCode()).isNull();
    assertThat(rig.log("exp_" + number))
        .extracting(MetricEvent::getKind)
        .containsExactly(EventKind.STARTED, EventKind.ENDED);
  }

  @Test
  void aFailureSaysTheExitStatusAndTheLastLines() {
    // When
    rig.suggest(
        script(
            30,
            "echo acc=1; echo noise; printf 'Traceback\\n\\033[31mValueError: bad\\033[0m\\n' >&2; exit 3"),
        script(31, "echo acc=1; kill -SEGV $$"),
        script(32, "echo 'acc: 0.5'"),
        script(33, "for i in 1 2 3; do echo accuracy=$i; done"),
        script(34, "echo acc=nan"),
        script(35, "printf 'acc=0.25'"),
        script(36, "echo acc=1; setsid sleep 600 & exit 0"));

    // Then
    assertReason(
        30,
        EndState.FAILED,
        3,
        "exit 3 after 1 value of `acc`; its last lines: Traceback / ValueError: bad");
    assertReason(
        31,
        EndState.FAILED,
        139,
        "ended by SIGSEGV (exit 139) after 1 value of `acc`; its last lines: acc=1");
    assertReason(
        32,
        EndState.COMPLETED,
        0,
        "exit 0, but never reported `acc`: it printed the name, but not as `acc=VALUE`; print it without spaces around the equals sign");
    assertReason(
        33,
        EndState.COMPLETED,
        0,
        "exit 0, but never reported `acc`; it reported `accuracy` 3 times: print acc=VALUE, or set objective.primary_metric to the name it prints");
    assertReason(
        34,
        EndState.COMPLETED,
        0,
        "exit 0, but without a score: all of its 1 value of `acc` were NaN or infinite");
    assertReason(35, EndState.COMPLETED, 0, "exit 0 after 1 value of `acc`");
    assertReason(
        36,
        EndState.COMPLETED,
        0,
        "exit 0 after 1 value of `acc`; a process that it left behind was ended");
  }

  private static void assertReason(int number, EndState state, int exit, String reason) {
    MetricEvent ended = rig.awaitEnded("exp_" + number);
    assertThat(ended.getReason()).isEqualTo(reason);
    assertThat(ended.getState()).isEqualTo(state);
    assertThat(ended.getExitCode()).isEqualTo(exit);
  }

  @Test
  void argumentsArriveUntouchedAndPlaceholdersAreFilledInOnePass() throws Exception {
    // Given
    String text = "a b\n'\"$HOME `id` \\ * ü精 ${{search_space.lr}}";

    // When
    rig.suggest(
        suggestion(
                40,
                "sh",
                "-c",
                "printf '%s\\0' \"$@\" > \"$TRIALSTREAM_OUTPUTS/args\"; echo acc=1",
                "me",
                "${{search_space.text}}",
                "",
                "--lr=${{search_space.lr}}",
                "${{inputs.data}}",
                "${{outputs.model}}")
            .setParameters(List.of(new Parameter("text", text), new Parameter("lr", 1e-5)))
            .setInputs(List.of(new Parameter("data", "/data")))
            .setOutputs(List.of("model")));
    MetricEvent ended = rig.awaitEnded("exp_40");

    // Then
    assertThat(ended.getState()).as(ended.getReason()).isEqualTo(EndState.COMPLETED);
    Path outputs = rig.attempt("a", "exp_40", 1).resolve("outputs");
    assertThat(Files.readString(outputs.resolve("args")).split("\0", -1))
        .containsExactly(text, "", "--lr=1e-05", "/data", outputs.resolve("model").toString(), "");
    assertThat(outputs.resolve("model")).isDirectory();
  }

  @Test
  void aSuggestionThatIsDeliveredAgainIsNotRunAgain() {
    // When
    rig.suggest(
        script(50, "echo acc=1; sleep 0.3"), script(50, "echo acc=1"), script(51, "echo acc=1"));
    rig.awaitEnded("exp_50");
    rig.awaitEnded("exp_51");

    // Then
    await().until(() -> agent.running() == 0);
    assertThat(rig.log("exp_50")).filteredOn(e -> e.getKind() == EventKind.STARTED).hasSize(1);
  }

  @Test
  void aRecordThatIsNoSuggestionBecomesADeadLetterAndTheNextOneRuns() {
    // When
    rig.send(rig.topics().trials(WorkerRig.POOL).name(), "poison", "poison".getBytes(UTF_8));
    rig.suggest(script(60, "echo acc=1"));
    rig.awaitEnded("exp_60");

    // Then
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () ->
                assertThat(TopicReader.values(rig.config(), rig.topics().deadLetters()))
                    .extracting(DeadLetter::getTopic)
                    .containsExactly(rig.topics().trials(WorkerRig.POOL).name()));
  }

  @Test
  void heartbeatsComeWhileAnExecutionRunsAndNoneAfterItsEnd() {
    // When
    rig.suggest(script(70, "echo acc=1; sleep 1"));
    MetricEvent ended = rig.awaitEnded("exp_70");

    // Then
    List<Heartbeat> heartbeats =
        TopicReader.values(rig.config(), rig.topics().heartbeats()).stream()
            .filter(h -> h.getExecution().equals(ended.getExecution()))
            .toList();
    assertThat(heartbeats).hasSizeBetween(3, 10);
    await().until(() -> agent.running() == 0);
  }

  @Test
  void aHundredMegabytesOfOutputAreReadToTheirEnd() throws Exception {
    // When
    rig.suggest(
        script(
            80,
            "yes 'a line that says nothing of any value to anybody at all' | head -c 100000000; echo; echo acc=0.5"));
    MetricEvent ended = rig.awaitEnded("exp_80");

    // Then
    assertThat(ended.getReason()).isEqualTo("exit 0 after 1 value of `acc`");
    assertThat(Files.size(rig.attempt("a", "exp_80", 1).resolve("log.txt")))
        .isGreaterThan(100_000_000);
  }

  @Test
  void aSecondAgentOnTheDirectoryIsRefused() {
    assertThatThrownBy(() -> rig.agent("a", 1, "sh"))
        .isInstanceOf(WorkerStartException.class)
        .hasMessageContaining("Another worker uses the directory");
  }

  @Test
  void anAgentThatMayRunNothingIsRefused() {
    assertThatThrownBy(() -> new WorkerAgent.Options("default", 1, Set.of(), folder))
        .hasMessageContaining("--allow PROGRAM");
  }

  @Test
  void withoutABrokerTheAgentSaysSoSoon() {
    // Given
    TrialstreamConfig nowhere = new TrialstreamConfig(Map.of("bootstrap.servers", "127.0.0.1:1"));

    // When / Then
    assertThatThrownBy(
            () ->
                WorkerAgent.start(
                    nowhere,
                    new WorkerAgent.Options("default", 1, Set.of("*"), folder.resolve("h")),
                    new Meters()))
        .isInstanceOf(BrokerUnreachableException.class)
        .hasMessageContaining("No Kafka broker answers at 127.0.0.1:1");
  }

  @Test
  void withoutTopicsTheAgentSaysWhatToDo() {
    // Given
    TrialstreamConfig elsewhere =
        new TrialstreamConfig(
            Map.of("bootstrap.servers", rig.config().bootstrapServers(), "topic.prefix", "other."));

    // When / Then
    assertThatThrownBy(
            () ->
                WorkerAgent.start(
                    elsewhere,
                    new WorkerAgent.Options("default", 1, Set.of("*"), folder.resolve("i")),
                    new Meters()))
        .isInstanceOf(WorkerStartException.class)
        .hasMessageContaining("other.metrics");
  }
}
