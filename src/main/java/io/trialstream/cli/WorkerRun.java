package io.trialstream.cli;

import io.trialstream.cli.output.Format;
import io.trialstream.topics.GivenSettings;
import io.trialstream.topics.TopicAdmin;
import io.trialstream.topics.TopicStatus;
import io.trialstream.topics.TrialstreamConfig;
import io.trialstream.worker.WorkerAgent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What {@code worker} does.
 *
 * @param host what the command finds around it
 * @param pool the pool it serves
 * @param slots the trials it runs at once
 * @param allowed the programs it may run
 * @param directory its journal and the attempts' directories
 * @param format how it says that it is ready
 */
record WorkerRun(
    Host host, String pool, int slots, Set<String> allowed, Path directory, Format format) {
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** Runs until it is asked to end; the exit code. */
  int run(GivenSettings given) {
    AtomicBoolean killed = new AtomicBoolean();
    TrialstreamConfig config = KafkaOptions.config(host, given);
    KafkaOptions.show(host, config);
    if (!awaitTopics(config)) {
      return ExitCode.OK;
    }
    try (WorkerAgent agent =
            WorkerAgent.start(config, new WorkerAgent.Options(pool, slots, allowed, directory));
        Interrupts interrupts = Interrupts.listen(host.signals(), () -> kill(agent, killed))) {
      announce(config.bootstrapServers());
      interrupts.await();
      host.console()
          .say(
              "Taking no further trial; ending when those that run have. Ctrl-C again kills them.");
      agent.drain();
    }
    return killed.get() ? ExitCode.INTERRUPTED : ExitCode.OK;
  }

  /**
   * Waits for a server to create the topics: the two may be started in any order.
   *
   * @return false where the command is asked to end before
   */
  private boolean awaitTopics(TrialstreamConfig config) {
    try (Interrupts interrupts = Interrupts.listen(host.signals(), host::endAtOnce);
        TopicAdmin admin = TopicAdmin.open(config)) {
      boolean told = false;
      while (!topicsExist(admin, config)) {
        if (!told) {
          host.console()
              .say(
                  "Waiting for topics %s at %s, which the first server creates."
                      .formatted(config.topics().prefix() + "*", config.bootstrapServers()));
          told = true;
        }
        if (interrupts.await(PAUSE)) {
          return false;
        }
      }
      return true;
    }
  }

  private static boolean topicsExist(TopicAdmin admin, TrialstreamConfig config) {
    List<String> names = admin.describe().stream().map(TopicStatus::name).toList();
    return names.containsAll(TopicNames.all(config.topics()));
  }

  private void announce(String bootstrapServers) {
    host.console()
        .one(
            format,
            new Ready(Optional.empty(), bootstrapServers, Optional.of(pool), directory.toString()),
            () ->
                "The worker is ready: pool %s, %d at once, broker %s; the trials' files are in %s\n"
                    .formatted(pool, slots, bootstrapServers, directory));
  }

  /** What waits for the trials goes on when they are killed; a further signal ends the process. */
  private void kill(WorkerAgent agent, AtomicBoolean killed) {
    if (killed.getAndSet(true)) {
      host.endAtOnce();
    }
    agent.close();
  }
}
