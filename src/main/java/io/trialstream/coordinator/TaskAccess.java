package io.trialstream.coordinator;

import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What a processor of the task works with, from its {@code init} on.
 *
 * @param store the task's key-value store
 * @param snapshots the same store, read and written as snapshots
 */
record TaskAccess(
    ProcessorContext<Object, Object> context,
    Journals journals,
    KeyValueStore<Bytes, byte[]> store,
    Snapshots snapshots,
    CoordinatorMeters meters,
    Destinations destinations) {

  /** Opens the stores and rebuilds the running experiments where that has not been done. */
  static TaskAccess open(ProcessorContext<Object, Object> context, CoordinatorMeters meters) {
    Journals journals = context.getStateStore(Journals.NAME);
    KeyValueStore<Bytes, byte[]> store = context.getStateStore(Snapshots.STORE);
    Snapshots snapshots = new Snapshots(store);
    Recovery.recover(journals, snapshots);
    return new TaskAccess(
        context, journals, store, snapshots, meters, new Destinations(context, meters));
  }

  /** The running experiment, where this task has it. */
  Optional<ActiveExperiment> active(String experiment) {
    return Optional.ofNullable(journals.active().get(experiment));
  }

  /** Where the record in process stands. */
  RecordMetadata place() {
    return context
        .recordMetadata()
        .orElseThrow(() -> new IllegalStateException("no record is in process"));
  }

  long nowMs() {
    return context.currentSystemTimeMs();
  }
}
