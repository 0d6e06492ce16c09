package io.trialstream.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A broker in a process of its own, to be killed. */
final class BrokerProcess implements AutoCloseable {
  private final Process process;

  private BrokerProcess(Process process) {
    this.process = process;
  }

  /** Starts it and waits until it serves. */
  static BrokerProcess start(Path data, int port) throws IOException {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    BrokerProcess.class.getName(),
                    data.toString(),
                    Integer.toString(port)))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader output = process.inputReader();
    String line = output.readLine();
    if (line == null) {
      throw new IOException("The broker's process ended before it served");
    }
    return new BrokerProcess(process);
  }

  long pid() {
    return process.pid();
  }

  /** Kills it as kill -9 does, and waits until it is gone. */
  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }

  /** The process: serves until it is killed. */
  public static void main(String[] args) throws InterruptedException {
    EmbeddedBroker broker = EmbeddedBroker.start(Path.of(args[0]), Integer.parseInt(args[1]));
    System.out.println(broker.bootstrapServers());
    Thread.currentThread().join();
  }
}
