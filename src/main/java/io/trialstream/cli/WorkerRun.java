package io.trialstream.cli;

import io.trialstream.worker.WorkerAgent;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * What {@code worker} does.
 *
 * @param host what the command finds around it
 * @param pool the pool it serves
 * @param slots the trials it runs at once
 * @param allowed the programs it may run
 * @param directory its journal and the attempts' directories
 */
record WorkerRun(Host host, String pool, int slots, Set<String> allowed, Path directory) {

  /** Runs until it is asked to end; the exit code. */
  int run(String bootstrapServers, Map<String, String> settings) {
    var config = KafkaOptions.config(bootstrapServers, settings, Map.of());
    try (WorkerAgent agent =
            WorkerAgent.start(
                config, new WorkerAgent.Options(pool, slots, allowed, directory));
        Interrupts interrupts = Interrupts.listen(host.signals(), () -> killAndHalt(agent))) {
      host.console()
          .line(
              "The worker is ready: pool %s, %d at once, broker %s; the trials' files are in %s"
                  .formatted(pool, slots, bootstrapServers, directory));
      interrupts.await();
      host.console()
          .say("Taking no further trial; ending when those that run have. Ctrl-C again kills them.");
      agent.drain();
    }
    return ExitCode.OK;
  }

  private void killAndHalt(WorkerAgent agent) {
    agent.close();
    host.halt().accept(ExitCode.INTERRUPTED);
  }
}
