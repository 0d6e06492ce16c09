package io.trialstream.cli;

import io.trialstream.cli.output.Format;
import io.trialstream.topics.ConfigReader;
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
 * @param metricsAddress where its metrics are to be read
 * @param format how it says that it is ready
 */
record WorkerRun(
    Host host,
    String pool,
    int slots,
    Set<String> allowed,
    Path directory,
    WorkerMetrics.Address metricsAddress,
    Format format) {
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** Runs until it is asked to end; the exit code. */
  int run(GivenSettings given) {
    TrialstreamConfig config = KafkaOptions.config(host, given);
    KafkaOptions.show(host, config, ConfigReader.WORKER);
    try (WorkerMetrics metrics = WorkerMetrics.at(metricsAddress)) {
      return awaitTopics(config) ? work(config, metrics) : ExitCode.OK;
    }
  }

  private int work(TrialstreamConfig config, WorkerMetrics metrics) {
    AtomicBoolean killed = new AtomicBoolean();
    WorkerAgent.Options options = new WorkerAgent.Options(pool, slots, allowed, directory);
    try (WorkerAgent agent = WorkerAgent.start(config, options, metrics.meters());
        Interrupts interrupts = Interrupts.listen(host.signals(), () -> kill(agent, killed))) {
      metrics.started(agent);
      announce(config.bootstrapServers(), metrics.url());
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
      admin.requireSupported();
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

  private void announce(String bootstrapServers, Optional<String> metrics) {
    host.console()
        .one(
            format,
            new Ready(
                Optional.empty(),
                bootstrapServers,
                Optional.of(pool),
                directory.toString(),
                metrics),
            () ->
                "The worker is ready: pool %s, %d at once, broker %s; the trials' files are in %s\n"
                        .formatted(pool, slots, bootstrapServers, directory)
                    + metrics.map("Its metrics are at %s\n"::formatted).orElse(""));
  }

  /** What waits for the trials goes on when they are killed; a further signal ends the process. */
  private void kill(WorkerAgent agent, AtomicBoolean killed) {
    if (killed.getAndSet(true)) {
      host.endAtOnce();
    }
    agent.close();
  }
}
