package io.trialstream.coordinator;

import it.unimi.dsi.fastutil.objects.Object2ObjectOpenHashMap;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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
 * store keeps those records in the changelog: a segment for each experiment and commit (or for each
 * MOST_BYTES, so that a segment stays a reasonable record), under the experiment's id and
 * the segment's number. A record is written once and never again, which is what makes durable state
 * cost a few bytes an event; the price is that a restart applies all records of the running
 * experiments again. Nothing is kept here of what has been written: the memory is the statistics'.
 *
 * CachedStateStore.flushCache is the hook that Kafka Streams calls before every commit, inside its
 * transaction; StateStore.flush is not. It is internal to Kafka Streams: a test on a real broker
 * would fail if it went away.
 *
 * Restoring (and a standby) collects the segments; Recovery replays and forgets them. A task that
 * becomes a standby keeps its store, so what ran stays, the segments that another instance writes
 * are collected, and Recovery goes on from there when the task is active again.
 */
final class Journals implements StateStore, CachedStateStore<Bytes, byte[]> {
  static final String NAME = "journals";

  /** The key of the inputs' positions; no experiment's id is empty. */
  private static final Bytes POSITIONS = key("", 0);

  private static final int MOST_BYTES = 64 << 10;

  private final Map<String, Journal> journals = new Object2ObjectOpenHashMap<>();
  private final Set<String> unwritten = new LinkedHashSet<>();
  private final Map<String, ActiveExperiment> active = new Object2ObjectOpenHashMap<>();
  private @Nullable InternalProcessorContext<?, ?> context;
  private boolean open;
  private boolean recovered;
  private long metricsPosition;
  private long heartbeatsPosition;
  private boolean positionsChanged;

  private static final class Journal {
    final TreeMap<Long, byte[]> restored = new TreeMap<>();
    long written;
    long lastOffset = -1;
    @Nullable JournalSegment current;
  }

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
    String experiment = new String(key, 0, nameLength, StandardCharsets.UTF_8);
    long segment = ByteBuffer.wrap(key, nameLength, Long.BYTES).getLong();
    if (nameLength == 0) {
      ByteBuffer positions = ByteBuffer.wrap(value == null ? new byte[2 * Long.BYTES] : value);
      metricsPosition = positions.getLong();
      heartbeatsPosition = positions.getLong();
    } else if (value == null) {
      journals.remove(experiment);
      active.remove(experiment);
    } else {
      Journal journal = journals.computeIfAbsent(experiment, id -> new Journal());
      if (segment >= journal.written) {
        journal.restored.put(segment, value);
        journal.written = segment + 1;
        journal.lastOffset = JournalSegment.lastOffset(value);
      }
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

  /** The restored segments have been applied: they are forgotten. */
  void recovered() {
    recovered = true;
    journals.values().forEach(journal -> journal.restored.clear());
  }

  /** The restored segments of an experiment, in order. */
  List<byte[]> restored(String experiment) {
    Journal journal = journals.get(experiment);
    return journal == null ? List.of() : List.copyOf(journal.restored.values());
  }

  /**
   * Adds a record.
   *
   * @param counted whether it counts; one that was dropped is kept for what it shows of its
   *     execution
   */
  void append(ActiveExperiment experiment, int trial, MetricRecord record, boolean counted) {
    Journal journal = journals.computeIfAbsent(experiment.id(), id -> new Journal());
    JournalSegment segment = journal.current;
    if (segment == null) {
      segment = new JournalSegment();
      journal.current = segment;
      unwritten.add(experiment.id());
    }
    segment.add(trial, record.event(), experiment.primaryMetric());
    if (counted) {
      journal.lastOffset = record.offset();
    }
    if (segment.size() >= MOST_BYTES) {
      write(experiment.id(), journal);
    }
  }

  /** The offset of the experiment's last counted record; -1 where there is none. */
  long lastOffset(String experiment) {
    Journal journal = journals.get(experiment);
    return journal == null ? -1 : journal.lastOffset;
  }

  /** Forgets an experiment that has ended. */
  void drop(String experiment) {
    Journal journal = journals.remove(experiment);
    unwritten.remove(experiment);
    for (long segment = 0; journal != null && segment < journal.written; segment++) {
      log(key(experiment, segment), null);
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

  @Override
  public void flushCache() {
    for (String experiment : unwritten) {
      Journal journal = journals.get(experiment);
      if (journal != null) {
        write(experiment, journal);
      }
    }
    unwritten.clear();
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

  private void write(String experiment, Journal journal) {
    JournalSegment segment = journal.current;
    if (segment != null) {
      log(key(experiment, journal.written), segment.encode(journal.lastOffset));
      journal.written++;
      journal.current = null;
    }
  }

  private void log(Bytes key, byte @Nullable [] value) {
    InternalProcessorContext<?, ?> to = context;
    if (to == null) {
      throw new IllegalStateException("the store " + NAME + " is closed");
    }
    to.logChange(
        NAME, key, value, to.currentSystemTimeMs(), new RecordHeaders(), Position.emptyPosition());
  }

  private static Bytes key(String experiment, long segment) {
    byte[] name = experiment.getBytes(StandardCharsets.UTF_8);
    return Bytes.wrap(
        ByteBuffer.allocate(name.length + Long.BYTES).put(name).putLong(segment).array());
  }

  @Override
  public boolean setFlushListener(
      CacheFlushListener<Bytes, byte[]> listener, boolean sendOldValues) {
    return false;
  }

  /**
   * Kafka Streams calls this where a task becomes a standby, or active again, with its store: what
   * another instance does meanwhile is restored, and must be applied.
   */
  @Override
  public void clearCache() {
    recovered = false;
  }

  @Override
  public void close() {
    forget();
    open = false;
  }

  private void forget() {
    journals.clear();
    unwritten.clear();
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
