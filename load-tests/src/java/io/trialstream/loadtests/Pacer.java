package io.trialstream.loadtests;

import io.trialstream.avro.EndState;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Moves a fleet's trials, all on one thread: each reports when its report is due, sends heartbeats,
 * and ends when it has reported all or is told to.
 */
final class Pacer implements AutoCloseable {
  /** The intervals over which a curve does most of its rising, however long the trial goes on. */
  private static final int CURVE_INTERVALS = 300;

  private static final int FEWEST_INTERVALS = 10;

  /** Between two looks at what is due: what is due in it goes to the broker together. */
  private static final long LOOK_NANOS = 1_000_000;

  /** Between two looks at whose heartbeat is due. */
  private static final long BEAT_NANOS = 50_000_000;

  /** Reports in a row before orders and new trials are looked at. */
  private static final int IN_A_ROW = 500;

  private final VirtualFleet.Plan plan;
  private final Curves curves;
  private final VirtualFleet.Observer observer;
  private final Fleet fleet;
  private final SplittableRandom random;
  private final long heartbeatNanos;
  private final Queue<VirtualTrial> begun = new ConcurrentLinkedQueue<>();
  private final Queue<VirtualTrial> ordered = new ConcurrentLinkedQueue<>();
  private final PriorityQueue<VirtualTrial> due =
      new PriorityQueue<>(Comparator.comparingLong((VirtualTrial trial) -> trial.due));
  private final Queue<VirtualTrial> beats = new ArrayDeque<>();
  private final AtomicLong acknowledged = new AtomicLong();
  private final Thread thread;
  private volatile long reports;
  private volatile int started;
  private volatile long ended;
  private volatile double periodNanos;
  private volatile boolean paused;
  private volatile boolean resting;
  private volatile boolean closed;
  private double paced;
  private long nextBeats = System.nanoTime();

  /** Whose trials they are. */
  interface Fleet {
    /** A trial's end mark has been sent. */
    void ended(VirtualTrial trial, long nanos);

    /** Something went wrong. */
    void failed(Exception failure);
  }

  /**
   * Starts the thread, with no trials.
   *
   * @param rate reports a second of all trials together, all slots taken
   */
  Pacer(
      VirtualFleet.Plan plan,
      Curves curves,
      VirtualFleet.Observer observer,
      long heartbeatNanos,
      double rate,
      Fleet fleet) {
    this.plan = plan;
    this.curves = curves;
    this.observer = observer;
    this.fleet = fleet;
    this.random = new SplittableRandom(plan.seed());
    this.heartbeatNanos = heartbeatNanos;
    pace(rate);
    this.paced = periodNanos;
    this.thread = new Thread(this::run, "fleet-pacer");
    thread.start();
  }

  /** Changes the rate, in events a second of all trials together, all slots taken. */
  void pace(double rate) {
    periodNanos = 1e9 * plan.trials() / rate;
  }

  /** A trial has started. */
  void begin(VirtualTrial trial) {
    begun.add(trial);
  }

  /** A trial has been told to end. */
  void order(VirtualTrial trial) {
    ordered.add(trial);
  }

  /** Reports nothing more once it returns. Trials live on and obey. */
  void pause() {
    paused = true;
    while (!resting && thread.isAlive()) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  int started() {
    return started;
  }

  long ended() {
    return ended;
  }

  long reports() {
    return reports;
  }

  long acknowledged() {
    return acknowledged.get();
  }

  private void run() {
    try {
      while (!closed) {
        keepPace();
        takeBegun();
        obey();
        resting = paused;
        long next = resting ? Long.MAX_VALUE : report();
        beat();
        long wait = Math.min(next - System.nanoTime(), LOOK_NANOS);
        if (wait > 0) {
          LockSupport.parkNanos(Math.max(wait, LOOK_NANOS));
        }
      }
    } catch (RuntimeException e) {
      fleet.failed(e);
    }
  }

  /** A new rate holds at once, also for reports that are due long from now. */
  private void keepPace() {
    double period = periodNanos;
    if (period != paced) {
      long now = System.nanoTime();
      double factor = period / paced;
      for (VirtualTrial trial : due) {
        // It keeps the order, and with it the queue's.
        trial.due = trial.due <= now ? trial.due : now + (long) ((trial.due - now) * factor);
      }
      paced = period;
    }
  }

  private void takeBegun() {
    VirtualTrial trial;
    while ((trial = begun.poll()) != null) {
      long now = System.nanoTime();
      double whole = plan.trialSeconds() * 1e9 / paced;
      double share = started < plan.trials() ? random.nextDouble() : 1;
      started++;
      trial.intervals = (int) Math.max(FEWEST_INTERVALS, whole * share);
      trial.due = now + (long) (paced * random.nextDouble());
      trial.beat = now + heartbeatNanos;
      beats.add(trial);
      due.add(trial);
    }
  }

  private void obey() {
    VirtualTrial trial;
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
      VirtualTrial trial = due.peek();
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

  private void report(VirtualTrial trial, long now) {
    long dueNanos = trial.due;
    trial.reported++;
    double value =
        curves.value(trial.number(), Math.min(trial.reported, CURVE_INTERVALS), CURVE_INTERVALS);
    observer.reporting(dueNanos, now);
    reports++;
    trial.report(
        value,
        dueNanos,
        (metadata, error) -> {
          if (error == null) {
            acknowledged.incrementAndGet();
            observer.reported(metadata.partition(), metadata.offset(), dueNanos);
          } else {
            fleet.failed(error);
          }
        });
    if (trial.reported >= trial.intervals) {
      end(trial, EndState.COMPLETED);
    } else {
      trial.due += (long) (paced / trial.slot.speed() * (0.5 + random.nextDouble()));
      due.add(trial);
    }
  }

  private void end(VirtualTrial trial, EndState state) {
    trial.over = true;
    ended++;
    long now = System.nanoTime();
    trial.end(
        state,
        now,
        (metadata, error) -> {
          if (error != null) {
            fleet.failed(error);
          }
        });
    fleet.ended(trial, now);
  }

  private void beat() {
    long now = System.nanoTime();
    if (now < nextBeats) {
      return;
    }
    nextBeats = now + BEAT_NANOS;
    VirtualTrial trial;
    while ((trial = beats.peek()) != null && trial.beat <= now) {
      beats.remove();
      if (!trial.over) {
        trial.started.agent().heartbeat(trial.started);
        trial.beat += heartbeatNanos;
        beats.add(trial);
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
