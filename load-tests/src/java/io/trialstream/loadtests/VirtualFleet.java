package io.trialstream.loadtests;

import io.trialstream.avro.EndState;
import io.trialstream.avro.Suggestion;
import io.trialstream.topics.TrialstreamConfig;
import io.trialstream.worker.VirtualAgent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Thousands of trials without processes, on a few {@link VirtualAgent}s: one thread reports for all
 * of them when each report is due by a common clock, sends their heartbeats, and ends those that
 * have reported all or are told to. Trials report at speeds of their own, between half and twice
 * the usual one. The first generation ends at moments spread over a trial's time, so that from then
 * on as many end at any moment as at any other.
 */
final class VirtualFleet implements VirtualAgent.Host, Pacer.Fleet, AutoCloseable {
  /** A trial's speed is 2 to a power between -1 and 1; this is the mean of such numbers. */
  private static final double MEAN_SPEED = 1.5 / (2 * Math.log(2));

  private final Observer observer;
  private final FreeSlots free;
  private final Pacer pacer;
  private final List<VirtualAgent> agents = new ArrayList<>();
  private final Map<String, VirtualTrial> running = new ConcurrentHashMap<>();
  private volatile @Nullable Exception failure;

  /**
   * What the fleet is like.
   *
   * @param trials the slots
   * @param agents how many agents they are on
   * @param atOnce suggestions that an agent takes at once at most
   * @param trialSeconds how long a trial reports that nobody stops, in seconds
   * @param seed of speeds and of who reports when
   */
  record Plan(int trials, int agents, int atOnce, double trialSeconds, long seed) {}

  /** Told of what happens; moments are those of {@link System#nanoTime}. Called by many threads. */
  interface Observer {
    /**
     * A trial has started.
     *
     * @param freedNanos when its slot's last trial sent its end mark; empty for the slot's first
     */
    void started(Suggestion suggestion, Optional<Long> freedNanos, long nanos);

    /** A stop has reached the trial's agent. */
    void stopReceived(Suggestion suggestion, long nanos);

    /** A report that was due is handed to the producer. */
    void reporting(long dueNanos, long nanos);

    /** The brokers have a report. */
    void reported(int partition, long offset, long dueNanos);
  }

  /**
   * Starts a fleet, which takes suggestions at once.
   *
   * @param rate reports a second of all trials together, all slots taken
   */
  VirtualFleet(TrialstreamConfig config, Plan plan, Curves curves, double rate, Observer observer) {
    this.observer = observer;
    this.free = new FreeSlots(plan.trials(), plan.seed());
    long heartbeatNanos = TimeUnit.MILLISECONDS.toNanos(config.heartbeatIntervalMs());
    this.pacer = new Pacer(plan, curves, observer, heartbeatNanos, rate, this);
    for (int agent = 0; agent < plan.agents(); agent++) {
      agents.add(
          new VirtualAgent(config, "virtual-agent-" + agent, "default", plan.atOnce(), this));
    }
  }

  /** Changes the rate, in reports a second of all trials together, all slots taken. */
  void pace(double rate) {
    pacer.pace(rate);
  }

  /** The trials that have started so far. */
  int started() {
    return pacer.started();
  }

  /** The trials that have ended so far. */
  long ended() {
    return pacer.ended();
  }

  /** The reports handed to the producers so far. */
  long reports() {
    return pacer.reports();
  }

  /** The reports that the brokers have. */
  long acknowledged() {
    return pacer.acknowledged();
  }

  /** Throws where something went wrong in the fleet. */
  void requireHealthy() {
    Exception wrong = failure;
    if (wrong != null) {
      throw new LoadTestException("The virtual fleet failed: " + wrong);
    }
  }

  /** Reports nothing more, and returns once the brokers have all. Trials live on and obey. */
  void pause() {
    pacer.pause();
    agents.forEach(VirtualAgent::flush);
  }

  @Override
  public boolean awaitFree(long millis) throws InterruptedException {
    return free.await(millis);
  }

  @Override
  public void started(VirtualAgent.Started started) {
    long now = System.nanoTime();
    FreeSlots.Slot slot = free.take();
    VirtualTrial trial = new VirtualTrial(started, slot);
    running.put(started.execution(), trial);
    pacer.begin(trial);
    observer.started(started.suggestion(), slot.freedNanos(), now);
  }

  @Override
  public void ordered(String execution, EndState end) {
    VirtualTrial trial = running.get(execution);
    if (trial != null && trial.order == null) {
      trial.order = end;
      if (end == EndState.STOPPED) {
        observer.stopReceived(trial.started.suggestion(), System.nanoTime());
      }
      pacer.order(trial);
    }
  }

  @Override
  public void ended(VirtualTrial trial, long nanos) {
    running.remove(trial.started.execution());
    free.give(trial.slot, nanos);
  }

  @Override
  public void failed(Exception e) {
    failure = e;
  }

  /** The agents leave; what runs has no end mark. */
  @Override
  public void close() {
    pacer.close();
    agents.forEach(VirtualAgent::close);
  }

  /** A slot's speed: how many reports it makes where the usual one makes one. */
  static double speed(SplittableRandom random) {
    return Math.pow(2, 2 * random.nextDouble() - 1) / MEAN_SPEED;
  }
}
