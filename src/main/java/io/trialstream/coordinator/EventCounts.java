package io.trialstream.coordinator;

import java.time.Duration;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/**
 * Counts a task's records of {@code metrics}, where each nanosecond counts too: in fields of the
 * stream thread, told to the meters once a second.
 */
final class EventCounts {
  private static final Duration TELLING = Duration.ofSeconds(1);
  private static final Passed[] KINDS = Passed.values();

  private final TaskAccess task;
  private final Cancellable telling;
  private final long[] counts = new long[KINDS.length];

  private EventCounts(TaskAccess task, ProcessorContext<Object, Object> context) {
    this.task = task;
    this.telling =
        context.schedule(TELLING, PunctuationType.WALL_CLOCK_TIME, timestampMs -> tell());
  }

  /** Begins to count. */
  static EventCounts start(TaskAccess task) {
    return new EventCounts(task, task.context());
  }

  void add(Passed passed) {
    counts[passed.ordinal()]++;
  }

  private void tell() {
    for (Passed passed : KINDS) {
      task.meters().passed(passed, counts[passed.ordinal()]);
      counts[passed.ordinal()] = 0;
    }
    task.journals().active().values().forEach(task.meters()::intervals);
  }

  /** The task goes elsewhere: tells what it has not told yet. */
  void close() {
    telling.cancel();
    tell();
  }
}
