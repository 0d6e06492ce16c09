package io.trialstream.coordinator;

import io.trialstream.topics.TrialstreamConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A {@link CoordinatorMain} in a process of its own, to be killed. */
public final class CoordinatorProcess implements AutoCloseable {
  private final Process process;
  private final Map<String, Long> said = new ConcurrentHashMap<>();

  private CoordinatorProcess(Process process) {
    this.process = process;
    Thread reader = new Thread(this::read, "coordinator-output");
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts one.
   *
   * @param state its state folder
   * @param options of its JVM
   */
  public static CoordinatorProcess start(TrialstreamConfig config, Path state, List<String> options)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(CoordinatorMain.class.getName());
    config.originals().forEach((key, value) -> command.add(key + "=" + value));
    command.add("state.dir=" + state);
    return new CoordinatorProcess(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  private void read() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(CoordinatorMain.MARK)) {
          String[] words = line.substring(CoordinatorMain.MARK.length()).split(" ", 2);
          said.put(words[0], Long.parseLong(words[1]));
        } else {
          System.err.println(line);
        }
      }
    } catch (IOException e) {
      // It has been killed.
    }
  }

  /** When it was last seen to have become RUNNING, in milliseconds since the epoch; 0 if never. */
  public long runningSinceMs() {
    return said.getOrDefault("running", 0L);
  }

  /** The bytes of its heap that are in use, after a collection. */
  public long usedHeap(Duration patience) throws InterruptedException {
    return ask(CoordinatorMain.HEAP, patience);
  }

  /** The records that its reader of changelogs is behind; -1 where it reads nothing. */
  public long restoreLag(Duration patience) throws InterruptedException {
    return ask(CoordinatorMain.LAG, patience);
  }

  private long ask(String word, Duration patience) throws InterruptedException {
    said.remove(word);
    try {
      process.getOutputStream().write((word + "\n").getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    long deadline = System.nanoTime() + patience.toNanos();
    while (!said.containsKey(word)) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new IllegalStateException("the coordinator's process does not answer " + word);
      }
      Thread.sleep(10);
    }
    return said.getOrDefault(word, -1L);
  }

  /** Kills it with -9 and waits for its end. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() throws InterruptedException {
    kill();
  }
}
