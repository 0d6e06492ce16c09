package io.trialstream.coordinator;

import io.trialstream.topics.MetricLog;
import io.trialstream.topics.MetricView;
import it.unimi.dsi.fastutil.objects.Object2ObjectOpenHashMap;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.processor.internals.InternalProcessorContext;
import org.apache.kafka.streams.processor.internals.RecordBatchingStateRestoreCallback;
import org.apache.kafka.streams.query.Position;
import org.apache.kafka.streams.state.internals.CacheFlushListener;
import org.apache.kafka.streams.state.internals.CachedStateStore;
import org.jspecify.annotations.Nullable;

/*
 * The memory that the processors of a task share: the experiments that run, their journals, and how
 * far the inputs have been read.
 *
 * The statistics of an experiment live in the heap and are a function of its counted records. This
 * store keeps those records in the changelog, as a part of the experiment's journal for each commit.
 * That makes durable state cost a few bytes an event; the price is that whoever restores the store
 * applies all records of the running experiments again. It does so as it reads, on a standby too, so
 * that taking over is a matter of the last part. A journal's first record is the experiment's file,
 * so that nothing else must have been restored.
 *
 * CachedStateStore.flushCache is the hook that Kafka Streams calls before every commit, inside its
 * transaction; StateStore.flush is not. It is internal to Kafka Streams: a test on a real broker
 * would fail if it went away.
 *
 * What is in the heap is never ahead of the changelog where it matters. A task recycled into a
 * standby, or back, keeps its store, but Kafka Streams does that only with a task that has committed
 * all it did. One that did not, or whose commit failed, it closes, and opens the store again.
 */
final class Journals implements StateStore, CachedStateStore<Bytes, byte[]> {
  static final String NAME = "journals";

  /** The key of the inputs' positions; no experiment's id is empty. */
  private static final Bytes POSITIONS = key("", 0);

  private final Map<String, Journal> journals = new Object2ObjectOpenHashMap<>();
  private final Map<String, Journal> uncommitted = new LinkedHashMap<>();
  private final Map<String, ActiveExperiment> active = new Object2ObjectOpenHashMap<>();
  private @Nullable InternalProcessorContext<?, ?> context;
  private boolean open;
  private boolean recovered;
  private long metricsPosition;
  private long heartbeatsPosition;
  private boolean positionsChanged;
  private long commits;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void init(StateStoreContext stateStoreContext, StateStore root) {
    forget();
    context = (InternalProcessorContext<?, ?>) stateStoreContext;
    stateStoreContext.register(root, (RecordBatchingStateRestoreCallback) this::restore);
    open = true;
  }

  private void restore(Collection<ConsumerRecord<byte[], byte[]>> records) {
    for (ConsumerRecord<byte[], byte[]> record : records) {
      restore(record.key(), record.value());
    }
  }

  /** Takes in a record of the changelog. */
  void restore(byte[] key, byte @Nullable [] value) {
    int nameLength = key.length - Long.BYTES;
    long number = ByteBuffer.wrap(key, nameLength, Long.BYTES).getLong();
    if (nameLength == 0) {
      ByteBuffer positions = ByteBuffer.wrap(value == null ? new byte[2 * Long.BYTES] : value);
      metricsPosition = positions.getLong();
      heartbeatsPosition = positions.getLong();
      return;
    }
    String experiment = new String(key, 0, nameLength, StandardCharsets.UTF_8);
    if (value != null) {
      journals.computeIfAbsent(experiment, Journal::new).read(number, value);
    } else if (number == Journal.HEAD) {
      journals.remove(experiment);
    }
  }

  /** The experiments that run, by id. */
  Map<String, ActiveExperiment> active() {
    return active;
  }

  /** Whether {@link #recovered()} has been called since the store was opened or recycled. */
  boolean isRecovered() {
    return recovered;
  }

  /** The experiments that run are known. */
  void recovered() {
    recovered = true;
  }

  /** An experiment's journal; empty where nothing of it has been committed. */
  Optional<Journal> journal(String experiment) {
    return Optional.ofNullable(journals.get(experiment));
  }

  /**
   * Adds a record.
   *
   * @param offset its place in the log
   * @param counted whether it counts; one that was dropped is kept for what it shows of its
   *     execution
   */
  void append(
      ActiveExperiment experiment,
      MetricLog.Reading.Applied applied,
      MetricView record,
      long offset,
      boolean counted) {
    Journal journal = journals.get(experiment.id());
    if (journal == null) {
      journal = new Journal(experiment);
      journals.put(experiment.id(), journal);
    }
    boolean first = !journal.isUncommitted();
    journal.append(applied, record, offset, counted);
    if (journal.isLong()) {
      journal.commit(changelog(experiment.id()));
    } else if (first) {
      uncommitted.put(experiment.id(), journal);
    }
  }

  /** The offset of the experiment's last counted record; -1 where there is none. */
  long lastOffset(String experiment) {
    Journal journal = journals.get(experiment);
    return journal == null ? -1 : journal.lastOffset();
  }

  /** Forgets an experiment that has ended. */
  void drop(String experiment) {
    Journal journal = journals.remove(experiment);
    uncommitted.remove(experiment);
    if (journal != null) {
      journal.delete(changelog(experiment));
    }
  }

  /**
   * The offset behind the last record of {@code metrics} that was processed; 0 before the first.
   */
  long metricsPosition() {
    return metricsPosition;
  }

  void metricsPosition(long position) {
    metricsPosition = position;
    positionsChanged = true;
  }

  /** The offset behind the last heartbeat that was processed; 0 before the first. */
  long heartbeatsPosition() {
    return heartbeatsPosition;
  }

  void heartbeatsPosition(long position) {
    heartbeatsPosition = position;
    positionsChanged = true;
  }

  /**
   * How often a commit has been about to be made. Where the task goes on after one it succeeded:
   * one that fails closes the task.
   */
  long commits() {
    return commits;
  }

  @Override
  public void flushCache() {
    commits++;
    uncommitted.forEach((experiment, journal) -> journal.commit(changelog(experiment)));
    uncommitted.clear();
    if (positionsChanged) {
      byte[] positions =
          ByteBuffer.allocate(2 * Long.BYTES)
              .putLong(metricsPosition)
              .putLong(heartbeatsPosition)
              .array();
      log(POSITIONS, positions);
      positionsChanged = false;
    }
  }

  private Journal.Changelog changelog(String experiment) {
    return (number, value) -> log(key(experiment, number), value);
  }

  private void log(Bytes key, byte @Nullable [] value) {
    InternalProcessorContext<?, ?> to = context;
    if (to == null) {
      throw new IllegalStateException("the store " + NAME + " is closed");
    }
    to.logChange(
        NAME, key, value, to.currentSystemTimeMs(), new RecordHeaders(), Position.emptyPosition());
  }

  private static Bytes key(String experiment, long number) {
    byte[] name = experiment.getBytes(StandardCharsets.UTF_8);
    return Bytes.wrap(
        ByteBuffer.allocate(name.length + Long.BYTES).put(name).putLong(number).array());
  }

  @Override
  public boolean setFlushListener(
      CacheFlushListener<Bytes, byte[]> listener, boolean sendOldValues) {
    return false;
  }

  /**
   * Kafka Streams calls this where a task becomes a standby, or active again, with its store: what
   * another instance does meanwhile is restored.
   *
   * @throws IllegalStateException where something has not been committed, which never would be
   */
  @Override
  public void clearCache() {
    if (!uncommitted.isEmpty()) {
      throw new IllegalStateException(
          "a task is handed over with uncommitted records of " + uncommitted.keySet());
    }
    journals.values().forEach(Journal::handOver);
    active.clear();
    recovered = false;
  }

  @Override
  public void close() {
    forget();
    open = false;
  }

  private void forget() {
    journals.clear();
    uncommitted.clear();
    active.clear();
    recovered = false;
    metricsPosition = 0;
    heartbeatsPosition = 0;
    positionsChanged = false;
    context = null;
  }

  @Override
  public boolean persistent() {
    return false;
  }

  @Override
  public boolean isOpen() {
    return open;
  }
}
