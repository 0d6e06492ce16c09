package io.trialstream.loadtests;

import io.trialstream.avro.EndState;
import io.trialstream.avro.EventKind;
import io.trialstream.avro.MetricEvent;
import io.trialstream.avro.Suggestion;
import io.trialstream.topics.TrialstreamConfig;
import io.trialstream.worker.VirtualAgent;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Thousands of trials without processes, on a few {@link VirtualAgent}s: one thread reports for all
 * of them when each report is due by a common clock, sends their heartbeats, and ends those that
 * have reported all or are told to. Trials report at speeds of their own, between half and twice
 * the usual one. The first generation ends at moments spread over a trial's time, so that from then
 * on as many end at any moment as at any other.
 */
final class VirtualFleet implements VirtualAgent.Host, AutoCloseable {
  /** The intervals over which a curve does most of its rising, however long the trial goes on. */
  private static final int CURVE_INTERVALS = 300;

  private static final int FEWEST_INTERVALS = 10;

  /** A trial's speed is 2 to a power between -1 and 1; this is the mean of such numbers. */
  private static final double MEAN_SPEED = 1.5 / (2 * Math.log(2));

  /** Between two looks at what is due: what is due in it goes to the broker together. */
  private static final long LOOK_NANOS = 1_000_000;

  /** Between two looks at whose heartbeat is due. */
  private static final long BEAT_NANOS = 50_000_000;

  /** Reports in a row before orders and new trials are looked at. */
  private static final int IN_A_ROW = 500;

  private final Plan plan;
  private final Curves curves;
  private final Observer observer;
  private final SplittableRandom random;
  private final long heartbeatNanos;
  private final FreeSlots free;
  private final List<VirtualAgent> agents = new ArrayList<>();
  private final Map<String, Trial> running = new ConcurrentHashMap<>();
  private final Queue<Trial> begun = new ConcurrentLinkedQueue<>();
  private final Queue<Trial> ordered = new ConcurrentLinkedQueue<>();
  private final PriorityQueue<Trial> due =
      new PriorityQueue<>(Comparator.comparingLong((Trial trial) -> trial.due));
  private final Queue<Trial> beats = new ArrayDeque<>();
  private final AtomicLong acknowledged = new AtomicLong();
  private final Thread pacer;
  private volatile long reports;
  private volatile long ended;
  private volatile double periodNanos;
  private volatile boolean paused;
  private volatile boolean closed;
  private volatile @Nullable Exception failure;
  private volatile int startedSoFar;
  private double paced;
  private long nextBeats = System.nanoTime();

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

  private static final class Trial {
    final VirtualAgent.Started started;
    final FreeSlots.Slot slot;
    final MetricEvent event = new MetricEvent();
    long seq = 1;
    long due;
    long beat;
    int reported;
    int intervals;
    volatile @Nullable EndState order;
    boolean over;

    Trial(VirtualAgent.Started started, FreeSlots.Slot slot) {
      this.started = started;
      this.slot = slot;
      Suggestion suggestion = started.suggestion();
      event.setExperiment(suggestion.getExperiment());
      event.setTrial(suggestion.getTrial());
      event.setAttempt(suggestion.getAttempt());
      event.setExecution(started.execution());
    }
  }

  /**
   * Starts a fleet, which takes suggestions at once.
   *
   * @param rate events a second over the whole fleet, all slots taken
   */
  VirtualFleet(TrialstreamConfig config, Plan plan, Curves curves, double rate, Observer observer) {
    this.plan = plan;
    this.curves = curves;
    this.observer = observer;
    this.random = new SplittableRandom(plan.seed());
    this.heartbeatNanos = TimeUnit.MILLISECONDS.toNanos(config.heartbeatIntervalMs());
    this.free = new FreeSlots(plan.trials(), plan.seed());
    pace(rate);
    this.paced = periodNanos;
    this.pacer = new Thread(this::run, "fleet-pacer");
    pacer.start();
    for (int agent = 0; agent < plan.agents(); agent++) {
      agents.add(
          new VirtualAgent(config, "virtual-agent-" + agent, "default", plan.atOnce(), this));
    }
  }

  /** Changes the rate, in events a second over the whole fleet, all slots taken. */
  void pace(double rate) {
    periodNanos = 1e9 * plan.trials() / rate;
  }

  /** The trials that have started so far. */
  int started() {
    return startedSoFar;
  }

  /** The reports handed to the producers so far. */
  long reports() {
    return reports;
  }

  /** The trials that have ended so far. */
  long ended() {
    return ended;
  }

  /** The reports that the brokers have. */
  long acknowledged() {
    return acknowledged.get();
  }

  /** Throws where something went wrong in the fleet. */
  void requireHealthy() {
    Exception wrong = failure;
    if (wrong != null) {
      throw new LoadTestException("The virtual fleet failed: " + wrong);
    }
  }

  /** Reports nothing more, and returns once the brokers have all. Trials live on and obey. */
  void pause() throws InterruptedException {
    paused = true;
    // What the pacer was about to send.
    TimeUnit.MILLISECONDS.sleep(100);
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
    Trial trial = new Trial(started, slot);
    running.put(started.execution(), trial);
    begun.add(trial);
    observer.started(started.suggestion(), slot.freedNanos(), now);
  }

  @Override
  public void ordered(String execution, EndState end) {
    Trial trial = running.get(execution);
    if (trial != null && trial.order == null) {
      trial.order = end;
      if (end == EndState.STOPPED) {
        observer.stopReceived(trial.started.suggestion(), System.nanoTime());
      }
      ordered.add(trial);
    }
  }

  @Override
  public void failed(Exception e) {
    failure = e;
  }

  private void run() {
    try {
      while (!closed) {
        keepPace();
        takeBegun();
        obey();
        long next = paused ? Long.MAX_VALUE : report();
        beat();
        long wait = Math.min(next - System.nanoTime(), LOOK_NANOS);
        if (wait > 0) {
          LockSupport.parkNanos(Math.max(wait, LOOK_NANOS));
        }
      }
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  /** A new rate holds at once, also for reports that are due long from now. */
  private void keepPace() {
    double period = periodNanos;
    if (period != paced) {
      long now = System.nanoTime();
      double factor = period / paced;
      for (Trial trial : due) {
        // It keeps the order, and with it the queue's.
        trial.due = trial.due <= now ? trial.due : now + (long) ((trial.due - now) * factor);
      }
      paced = period;
    }
  }

  private void takeBegun() {
    Trial trial;
    while ((trial = begun.poll()) != null) {
      long now = System.nanoTime();
      double whole = plan.trialSeconds() * 1e9 / paced;
      double share = startedSoFar < plan.trials() ? random.nextDouble() : 1;
      startedSoFar++;
      trial.intervals = (int) Math.max(FEWEST_INTERVALS, whole * share);
      trial.due = now + (long) (paced * random.nextDouble());
      trial.beat = now + heartbeatNanos;
      beats.add(trial);
      due.add(trial);
    }
  }

  private void obey() {
    Trial trial;
    while ((trial = ordered.poll()) != null) {
      EndState end = trial.order;
      if (!trial.over && end != null) {
        end(trial, end);
      }
    }
  }

  /** Reports what is due; returns when the next report is. */
  private long report() {
    for (int i = 0; i < IN_A_ROW; i++) {
      Trial trial = due.peek();
      if (trial == null) {
        return Long.MAX_VALUE;
      }
      long now = System.nanoTime();
      if (trial.due > now) {
        return trial.due;
      }
      due.remove();
      if (!trial.over) {
        report(trial, now);
      }
    }
    return 0;
  }

  private void report(Trial trial, long now) {
    long dueNanos = trial.due;
    trial.reported++;
    MetricEvent event = event(trial, EventKind.REPORT, dueNanos);
    event.setMetric(Workload.METRIC);
    event.setValue(
        curves.value(
            Math.toIntExact(trial.started.suggestion().getNumber()),
            Math.min(trial.reported, CURVE_INTERVALS),
            CURVE_INTERVALS));
    observer.reporting(dueNanos, now);
    reports++;
    trial
        .started
        .agent()
        .send(
            event,
            (metadata, error) -> {
              if (error == null) {
                acknowledged.incrementAndGet();
                observer.reported(metadata.partition(), metadata.offset(), dueNanos);
              } else {
                failure = error;
              }
            });
    if (trial.reported >= trial.intervals) {
      end(trial, EndState.COMPLETED);
    } else {
      trial.due += (long) (paced / trial.slot.speed() * (0.5 + random.nextDouble()));
      due.add(trial);
    }
  }

  private void end(Trial trial, EndState state) {
    trial.over = true;
    ended++;
    long now = System.nanoTime();
    MetricEvent event = event(trial, EventKind.ENDED, now);
    event.setMetric(null);
    event.setValue(null);
    event.setState(state);
    event.setReason("virtual");
    trial
        .started
        .agent()
        .send(
            event,
            (metadata, error) -> {
              if (error != null) {
                failure = error;
              }
            });
    running.remove(trial.started.execution());
    free.give(trial.slot, now);
  }

  private static MetricEvent event(Trial trial, EventKind kind, long nanos) {
    trial.event.setSeq(++trial.seq);
    trial.event.setKind(kind);
    trial.event.setTime(Instant.ofEpochMilli(Moments.wallMs(nanos)));
    return trial.event;
  }

  private void beat() {
    long now = System.nanoTime();
    if (now < nextBeats) {
      return;
    }
    nextBeats = now + BEAT_NANOS;
    Trial trial;
    while ((trial = beats.peek()) != null && trial.beat <= now) {
      beats.remove();
      if (!trial.over) {
        trial.started.agent().heartbeat(trial.started);
        trial.beat += heartbeatNanos;
        beats.add(trial);
      }
    }
  }

  /** The agents leave; what runs has no end mark. */
  @Override
  public void close() {
    closed = true;
    try {
      pacer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    agents.forEach(VirtualAgent::close);
  }

  /** A slot's speed: how many reports it makes where the usual one makes one. */
  static double speed(SplittableRandom random) {
    return Math.pow(2, 2 * random.nextDouble() - 1) / MEAN_SPEED;
  }
}
