package io.trialstream.worker;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A running training process with its output and its descendants. */
final class TrainingProcess {
  /** For helpers that end when they notice that the script has ended. */
  private static final Duration MOMENT = Duration.ofMillis(250);

  /**
   * How long the output may take to end once no process is left; only an escaped one takes more.
   */
  private static final long OUTPUT_TIMEOUT_MS = 5_000;

  private static final int LAST_LINES = 8;
  private static final int LAST_LENGTH = 800;
  private static final String MARK = "TRIALSTREAM_EXECUTION";

  /**
   * How it ended.
   *
   * @param exit the exit status; 128 and the signal's number where a signal ended it; empty where
   *     it hangs in the kernel
   * @param tree what it took to end the script, where it was told to, or what it left behind
   * @param lastLines the last lines of standard error or, where it was silent, of standard output
   */
  record Result(Optional<Integer> exit, ProcessTree.Ended tree, String lastLines) {}

  private final Process process;
  private final ProcessTree tree;
  private final Guardian guardian;
  private final AttemptLog log;
  private final OutputPump output;
  private final OutputPump errors;
  private final CompletableFuture<Void> exited = new CompletableFuture<>();

  private TrainingProcess(
      Process process, String execution, Guardian guardian, AttemptLog log, OutputPump.Reader out) {
    this.process = process;
    this.guardian = guardian;
    this.log = log;
    guardian.watch(process.pid());
    this.tree = new ProcessTree(process.toHandle(), MARK + "=" + execution);
    awaitExit("trialstream-worker-exit-" + process.pid());
    String thread = "trialstream-worker-output-" + process.pid();
    this.output = new OutputPump(thread, process.getInputStream(), log, out);
    this.errors = new OutputPump(thread + "-errors", process.getErrorStream(), log, new Unread());
  }

  /** Standard error holds no metrics. */
  private static final class Unread implements OutputPump.Reader {
    @Override
    public void read(byte[] bytes, int length) {}

    @Override
    public void end() {}
  }

  /**
   * Starts a process.
   *
   * @param environment variables that are added to the agent's own
   * @param log receives its output; closed when the process has ended
   * @param output receives its standard output
   * @throws UnrunnableException with a sentence where the machine refuses
   */
  static TrainingProcess start(
      Path program,
      List<String> arguments,
      Path directory,
      Map<String, String> environment,
      String execution,
      Guardian guardian,
      AttemptLog log,
      OutputPump.Reader output)
      throws UnrunnableException {
    Map<String, String> marked = new HashMap<>(environment);
    marked.put(MARK, execution);
    Process process = Launcher.start(program, arguments, directory, marked);
    boolean attended = false;
    try {
      TrainingProcess training = new TrainingProcess(process, execution, guardian, log, output);
      attended = true;
      return training;
    } finally {
      // No thread could be had for its output: nobody would ever end it.
      if (!attended) {
        process.destroyForcibly();
        guardian.release(process.pid());
      }
    }
  }

  long pid() {
    return process.pid();
  }

  /** Completes when the process itself, not its descendants, has ended. */
  CompletableFuture<Void> exited() {
    return exited;
  }

  /** Ends what the script, which has ended by itself, has left behind. */
  Result finish(Duration grace) throws InterruptedException {
    return result(tree.end(MOMENT, grace));
  }

  /** Ends the script and all its descendants: SIGTERM, the grace period, SIGKILL. */
  Result stop(Duration grace) throws InterruptedException {
    return result(tree.end(Duration.ZERO, grace));
  }

  /**
   * Waits for the exit on a thread of its own. {@link Process#onExit} would need a free thread of
   * the common pool, on which anybody may wait for anything, for us too.
   */
  private void awaitExit(String threadName) {
    Thread thread =
        new Thread(
            () -> {
              try {
                process.waitFor();
                exited.complete(null);
              } catch (InterruptedException e) {
                exited.completeExceptionally(e);
              }
            },
            threadName);
    thread.setDaemon(true);
    thread.start();
  }

  private Result result(ProcessTree.Ended tree) throws InterruptedException {
    boolean ended = process.waitFor(OUTPUT_TIMEOUT_MS, TimeUnit.MILLISECONDS);
    output.await(OUTPUT_TIMEOUT_MS);
    errors.await(OUTPUT_TIMEOUT_MS);
    guardian.release(process.pid());
    log.close();
    String lastLines = errors.lastLines(LAST_LINES, LAST_LENGTH);
    return new Result(
        ended ? Optional.of(process.exitValue()) : Optional.empty(),
        tree,
        lastLines.isEmpty() ? output.lastLines(LAST_LINES, LAST_LENGTH) : lastLines);
  }
}
