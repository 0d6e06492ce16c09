package io.trialstream.worker;

import io.trialstream.meters.Meters;
import io.trialstream.topics.TrialstreamConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An agent in a process of its own, to be killed. */
final class AgentProcess implements AutoCloseable {
  private final Process process;

  private AgentProcess(Process process) {
    this.process = process;
  }

  /** Starts it and waits until it serves. */
  static AgentProcess start(String bootstrapServers, Path directory) throws IOException {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    AgentProcess.class.getName(),
                    bootstrapServers,
                    directory.toString()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (process.inputReader().readLine() == null) {
      throw new IOException("The agent's process ended before it served");
    }
    return new AgentProcess(process);
  }

  /** Kills it as kill -9 does, and waits until it is gone. */
  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }

  /** The process: serves until it is killed. */
  public static void main(String[] args) throws InterruptedException {
    TrialstreamConfig config =
        new TrialstreamConfig(Map.of("bootstrap.servers", args[0], "stop.grace.ms", "1000"));
    WorkerAgent agent =
        WorkerAgent.start(
            config,
            new WorkerAgent.Options(WorkerRig.POOL, 2, Set.of("sh"), Path.of(args[1])),
            new Meters());
    System.out.println(agent.agentId());
    Thread.currentThread().join();
  }
}
