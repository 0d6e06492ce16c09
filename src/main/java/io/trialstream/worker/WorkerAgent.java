package io.trialstream.worker;

import io.trialstream.avro.Suggestion;
import io.trialstream.meters.Meters;
import io.trialstream.topics.TopicAdmin;
import io.trialstream.topics.TopicAdminException;
import io.trialstream.topics.Topics;
import io.trialstream.topics.TrialstreamConfig;
import io.trialstream.topics.WireStart;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running worker agent: takes suggestions of one pool, runs their training processes, journals
 * and sends what they report. Threads are named {@code trialstream-worker-…}.
 */
public final class WorkerAgent implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(WorkerAgent.class);
  private static final int SEGMENT_BYTES = 16 << 20;
  private static final Duration LAST_SEND = Duration.ofSeconds(5);
  private static final Duration LAST_HEARTBEAT = Duration.ofSeconds(1);
  private static final long DRAIN_LOOK_MS = 1_000;
  private static final long KILL_MS = 20_000;

  /**
   * What an agent is and may run.
   *
   * @param pool the worker pool it serves
   * @param slots the trials it runs at once, from 1
   * @param allowed the programs it may run, a command's first word each; {@code *} for any
   * @param directory its journal and the attempts' directories
   */
  public record Options(String pool, int slots, Set<String> allowed, Path directory) {
    /**
     * @throws WorkerStartException where there is no slot, or no program may be run
     */
    public Options {
      if (slots < 1) {
        throw new WorkerStartException(
            "A worker needs at least one slot, not %d: set --slots.".formatted(slots));
      }
      if (allowed.isEmpty()) {
        throw new WorkerStartException(
            "A worker runs what an experiment sends, so it must be told what it may run: add --allow PROGRAM, or --allow '*' for any program.");
      }
      allowed = Set.copyOf(allowed);
    }
  }

  private final String agentId;
  private final Workplace workplace;
  private final Executions executions;
  private final Slots slots;
  private final JournalSender sender;
  private final Intake intake;
  private final Deque<AutoCloseable> resources;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicBoolean closing = new AtomicBoolean();

  private WorkerAgent(
      TrialstreamConfig config,
      Options options,
      AgentDirectory directory,
      Deque<AutoCloseable> resources,
      Meters meters)
      throws IOException {
    this.agentId = directory.agentId();
    this.resources = resources;
    this.executions = new Executions();
    Topics topics = config.topics();
    meters.kafka().topics(topics.prefix());
    WatchedClients clients =
        held(new WatchedClients(new KafkaClients(config, agentId), meters.kafka(), agentId));
    WorkerMeters counts = new WorkerMeters(meters.registry(), options.pool());
    Producer<byte[], byte[]> beside = clients.heartbeats();
    resources.push(() -> beside.close(LAST_HEARTBEAT));
    DeadLetters deadLetters = new DeadLetters(topics.deadLetters(), beside, counts);
    Inbox inbox =
        held(
            Inbox.start(
                topics.commands(), clients.inbox(), agentId, executions::order, deadLetters));
    Journal journal = held(Journal.open(directory.journal(), SEGMENT_BYTES));
    this.sender =
        held(new JournalSender(journal, topics.metrics().name(), clients::journal, counts));
    Duration grace = Duration.ofMillis(config.stopGraceMs());
    String mark = "TRIALSTREAM_AGENT_LIFE=" + UUID.randomUUID();
    this.workplace =
        new Workplace(
            agentId,
            mark,
            inbox.partition(),
            directory.path(),
            options.allowed(),
            grace,
            held(Guardian.start(mark, grace)),
            journal,
            sender,
            topics.metrics().codec(),
            Clock.systemUTC(),
            counts);
    held(
        new Heartbeats(
            topics.heartbeats(), beside, executions, config.heartbeatIntervalMs(), counts));
    this.slots = held(new Slots(options.slots()));
    String group = topics.shareGroup(options.pool());
    this.intake =
        new Intake(
            topics.trials(options.pool()),
            () -> clients.suggestions(group, 1),
            this::execution,
            slots,
            deadLetters);
    counts.levels(options.slots(), executions, journal);
  }

  /**
   * Starts an agent; creates the pool's topic where it is missing.
   *
   * @param meters where it counts what it does
   * @throws WorkerStartException where the directory is another worker's or cannot be written, or
   *     topics are missing
   * @throws io.trialstream.topics.BrokerUnreachableException where no broker answers
   * @throws io.trialstream.topics.TopicAdminException where the broker cannot do what is needed
   * @throws io.trialstream.topics.schema.RegistryException where the schema registry is away or
   *     refuses a schema
   */
  public static WorkerAgent start(TrialstreamConfig config, Options options, Meters meters) {
    Deque<AutoCloseable> resources = new ArrayDeque<>();
    AgentDirectory directory = AgentDirectory.open(options.directory());
    resources.push(directory);
    try {
      prepareTopics(config, options.pool());
      WorkerAgent agent = new WorkerAgent(config, options, directory, resources, meters);
      log.atInfo()
          .addKeyValue("agent", agent.agentId)
          .addKeyValue("pool", options.pool())
          .addKeyValue("slots", options.slots())
          .addKeyValue("inbox", agent.workplace.inbox())
          .log("Worker started");
      return agent;
    } catch (IOException | KafkaException e) {
      release(resources);
      throw new WorkerStartException(sentence(e), e);
    } catch (RuntimeException e) {
      release(resources);
      throw e;
    }
  }

  /** The agent's id, the same at every start on its directory. */
  public String agentId() {
    return agentId;
  }

  /** The executions that have started and whose end the broker does not know yet. */
  public int running() {
    return executions.live().size();
  }

  /**
   * Whether it does its work: takes trials, or waits for those that run, and sends what they say.
   */
  public boolean alive() {
    return closed.getCount() > 0 && sender.alive() && (intake.alive() || intake.draining());
  }

  /**
   * Takes no further trial and waits until those that run have ended and the broker knows. Returns
   * early where the agent is closed meanwhile.
   */
  public void drain() {
    try {
      intake.drain();
      while (closed.getCount() > 0 && !executions.awaitNone(DRAIN_LOOK_MS)) {
        log.atDebug().addKeyValue("running", running()).log("Draining");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Kills what runs, sends what is journaled, and leaves. What is killed has no end mark: its lease
   * runs out, and another worker runs it anew. What cannot be sent within a few seconds stays in
   * the journal, for the next start on this directory.
   */
  @Override
  public void close() {
    if (closing.getAndSet(true)) {
      awaitClosed();
      return;
    }
    executions.live().forEach(Execution::abandon);
    intake.close();
    executions.live().forEach(Execution::abandon);
    try {
      if (!slots.awaitIdle(workplace.grace().toMillis() + KILL_MS)) {
        log.atWarn().addKeyValue("running", running()).log("Training processes do not end");
      }
      if (!workplace.sender().await(LAST_SEND)) {
        log.atWarn().log("The broker does not have all yet; the journal keeps the rest");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    release(resources);
    closed.countDown();
    log.atInfo().addKeyValue("agent", agentId).log("Worker ended");
  }

  /** Another thread closes it: this one returns when that is done. */
  private void awaitClosed() {
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Execution execution(Suggestion suggestion) {
    Execution execution = new Execution(suggestion, UUID.randomUUID().toString(), workplace);
    executions.add(execution);
    return execution;
  }

  private <T extends AutoCloseable> T held(T resource) {
    resources.push(resource);
    return resource;
  }

  private static String sentence(Exception failure) {
    return failure instanceof KafkaException kafka && TopicAdminException.isOfUnusableClient(kafka)
        ? TopicAdminException.unusableClient(kafka)
        : "The worker cannot start: " + failure.getMessage();
  }

  private static void prepareTopics(TrialstreamConfig config, String pool) {
    WireStart.requireRegistry(config);
    try (TopicAdmin admin = TopicAdmin.open(config)) {
      List<String> problems = admin.verify();
      if (!problems.isEmpty()) {
        throw new WorkerStartException(String.join("\n", problems));
      }
      admin.ensurePool(pool);
      admin.requireWorkerRights(pool);
      WireStart.register(config, Set.of(pool));
      WireStart.requireFormat(config, Set.of(pool));
    }
  }

  /** Closes the last opened first. */
  private static void release(Deque<AutoCloseable> resources) {
    while (!resources.isEmpty()) {
      try {
        resources.pop().close();
      } catch (Exception e) {
        log.atWarn().setCause(e).log("A part of the worker was not closed");
      }
    }
  }
}
