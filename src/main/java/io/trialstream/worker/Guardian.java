package io.trialstream.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small shell process beside the agent that holds the other end of a pipe. When the agent is gone
 * without a word, killed with -9 for one, the pipe ends, and it ends the training processes. It
 * runs in a session of its own, so that what is done to the agent's group does not reach it, and is
 * started anew where it is killed itself.
 */
final class Guardian implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Guardian.class);
  private static final String SCRIPT = script();
  private static final long RESTART_MS = 200;

  private final List<String> command;
  private final TreeSet<Long> watched = new TreeSet<>();
  private Process process;
  private boolean closed;

  private Guardian(List<String> command) {
    this.command = command;
    this.process = launch();
    Thread thread = new Thread(this::keep, "trialstream-worker-guardian");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Starts a guardian.
   *
   * @param mark a NAME=value that every training process of the agent has in its environment
   * @param grace the time between SIGTERM and SIGKILL
   * @throws WorkerStartException where this machine has no shell
   */
  static Guardian start(String mark, Duration grace) {
    List<String> command = new ArrayList<>(Launcher.ownSession());
    String tenths = Long.toString(Math.max(1, grace.toMillis() / 100));
    command.addAll(List.of("/bin/sh", "-c", SCRIPT, "trialstream-guardian", mark, tenths));
    return new Guardian(command);
  }

  /** A training process, the leader of its group, runs. */
  synchronized void watch(long pid) {
    watched.add(pid);
    tell("+ " + pid);
  }

  /** A training process and its descendants have ended. */
  synchronized void release(long pid) {
    watched.remove(pid);
    tell("- " + pid);
  }

  /** Its process's id. */
  synchronized long pid() {
    return process.pid();
  }

  /** Lets it go in order; it ends nothing. */
  @Override
  public synchronized void close() {
    closed = true;
    tell("bye");
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      log.atDebug().setCause(e).log("The guardian was gone already");
    }
  }

  private Process launch() {
    try {
      return new ProcessBuilder(command)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      throw new WorkerStartException(
          "The guardian of the training processes cannot be started: " + e.getMessage(), e);
    }
  }

  /** Replaces the process whenever it ends, until this is closed. */
  private void keep() {
    try {
      while (true) {
        current().waitFor();
        Thread.sleep(RESTART_MS);
        if (!replace()) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized Process current() {
    return process;
  }

  /** Starts another process where one is needed; whether one is. */
  private synchronized boolean replace() {
    if (closed) {
      return false;
    }
    log.atWarn().addKeyValue("pid", process.pid()).log("The guardian ended; starting another");
    try {
      process = launch();
      watched.forEach(pid -> tell("+ " + pid));
    } catch (WorkerStartException e) {
      log.atError().setCause(e).log("Training processes would outlive a kill of this agent");
    }
    return true;
  }

  private void tell(String line) {
    try {
      OutputStream pipe = process.getOutputStream();
      pipe.write((line + "\n").getBytes(UTF_8));
      pipe.flush();
    } catch (IOException e) {
      // It is being replaced, and the next one is told all again.
      log.atDebug().setCause(e).log("The guardian did not listen");
    }
  }

  private static String script() {
    try (InputStream resource =
        Optional.ofNullable(Guardian.class.getResourceAsStream("guardian.sh")).orElseThrow()) {
      return new String(resource.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
