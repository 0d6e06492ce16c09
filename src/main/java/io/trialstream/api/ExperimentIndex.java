package io.trialstream.api;

import io.trialstream.avro.Experiment;
import io.trialstream.avro.ExperimentStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * All experiments by id, each as its latest record has it. One thread writes, any number read and
 * wait.
 */
public final class ExperimentIndex {
  private static final Comparator<ExperimentEntry> NEWEST_FIRST =
      Comparator.<ExperimentEntry, Instant>comparing(entry -> entry.record().getSubmitted())
          .reversed()
          .thenComparing(entry -> entry.record().getExperiment());

  private final Map<String, ExperimentEntry> entries = new ConcurrentHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** Takes in an experiment's latest record. */
  public void put(Experiment record) {
    String id = record.getExperiment();
    ExperimentEntry before = entries.get(id);
    entries.put(id, before == null ? ExperimentEntry.of(record) : before.next(record));
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Forgets an experiment. */
  public void remove(String id) {
    entries.remove(id);
  }

  /** The experiment; empty where there is none. */
  public Optional<ExperimentEntry> get(String id) {
    return Optional.ofNullable(entries.get(id));
  }

  /**
   * The experiments, newest first.
   *
   * @param state only those in this state; empty for all
   * @param limit at most this many
   */
  public List<ExperimentEntry> list(Optional<ExperimentStatus> state, int limit) {
    return entries.values().stream()
        .filter(entry -> state.isEmpty() || entry.record().getState() == state.get())
        .sorted(NEWEST_FIRST)
        .limit(limit)
        .toList();
  }

  /**
   * Waits until the experiment exists and fulfils the condition.
   *
   * @return the experiment; empty where the time ran out first
   */
  public Optional<ExperimentEntry> await(
      String id, Predicate<ExperimentEntry> condition, Duration timeout)
      throws InterruptedException {
    long left = timeout.toNanos();
    lock.lock();
    try {
      while (true) {
        Optional<ExperimentEntry> entry = get(id).filter(condition);
        if (entry.isPresent() || left <= 0) {
          return entry;
        }
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }
}
