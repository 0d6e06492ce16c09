package io.trialstream.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The program in a process of its own, its output in a file. */
public final class Program implements AutoCloseable {
  private final Process process;
  private final Path output;

  private Program(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /** Starts {@code trialstream ARGUMENTS}. */
  public static Program start(Path output, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx400m", "-XX:+UseSerialGC", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add("io.trialstream.cli.Main");
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
            .start();
    return new Program(process, output);
  }

  /** Kills it with -9: it can do nothing more. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Holds it where it is, as a machine that sleeps does. */
  void freeze() throws Exception {
    signal("STOP");
  }

  /** Lets it go on. */
  void thaw() throws Exception {
    signal("CONT");
  }

  private void signal(String name) throws Exception {
    int exit =
        new ProcessBuilder("kill", "-s", name, String.valueOf(process.pid())).start().waitFor();
    if (exit != 0) {
      throw new IllegalStateException("kill -s " + name + " ended with " + exit);
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  String output() throws IOException {
    return Files.readString(output);
  }

  @Override
  public void close() throws Exception {
    if (process.isAlive()) {
      signal("CONT");
    }
    process.destroy();
    if (!process.waitFor(15, TimeUnit.SECONDS)) {
      kill();
    }
  }
}
