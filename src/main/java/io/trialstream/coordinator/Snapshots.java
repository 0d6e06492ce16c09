package io.trialstream.coordinator;

import io.trialstream.avro.state.ExperimentSnapshot;
import io.trialstream.avro.state.TrialSnapshot;
import io.trialstream.topics.AvroCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.common.serialization.BytesSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * The states of experiments and their trials in the task's key-value store, running and ended ones.
 * Keys: {@code e<experiment>} and {@code t<experiment>\0<number, 4 bytes>}, so that an experiment's
 * trials lie together in order; an id holds no NUL.
 */
final class Snapshots {
  static final String STORE = "snapshots";

  private static final Bytes ALL_EXPERIMENTS = Bytes.wrap(new byte[] {'e'});

  private final AvroCodec<ExperimentSnapshot> experiments =
      new AvroCodec<>(ExperimentSnapshot.class);
  private final AvroCodec<TrialSnapshot> trials = new AvroCodec<>(TrialSnapshot.class);
  private final ReadOnlyKeyValueStore<Bytes, byte[]> store;

  Snapshots(ReadOnlyKeyValueStore<Bytes, byte[]> store) {
    this.store = store;
  }

  Optional<ExperimentSnapshot> experiment(String id) {
    return Optional.ofNullable(store.get(experimentKey(id))).map(experiments::decode);
  }

  /** Shows every experiment's snapshot. */
  void forEachExperiment(Consumer<ExperimentSnapshot> to) {
    try (KeyValueIterator<Bytes, byte[]> all =
        store.prefixScan(ALL_EXPERIMENTS, new BytesSerializer())) {
      while (all.hasNext()) {
        to.accept(experiments.decode(all.next().value));
      }
    }
  }

  /** An experiment's trials in order of trial number. */
  List<TrialSnapshot> trials(String experiment) {
    List<TrialSnapshot> found = new ArrayList<>();
    try (KeyValueIterator<Bytes, byte[]> all =
        store.prefixScan(Bytes.wrap(trialPrefix(experiment)), new BytesSerializer())) {
      while (all.hasNext()) {
        found.add(trials.decode(all.next().value));
      }
    }
    return found;
  }

  void put(KeyValueStore<Bytes, byte[]> to, ExperimentSnapshot snapshot) {
    to.put(experimentKey(snapshot.getExperiment().getExperiment()), experiments.encode(snapshot));
  }

  void put(KeyValueStore<Bytes, byte[]> to, String experiment, TrialSnapshot snapshot) {
    byte[] prefix = trialPrefix(experiment);
    byte[] key =
        ByteBuffer.allocate(prefix.length + Integer.BYTES)
            .put(prefix)
            .putInt(snapshot.getNumber())
            .array();
    to.put(Bytes.wrap(key), trials.encode(snapshot));
  }

  private static Bytes experimentKey(String id) {
    return Bytes.wrap(("e" + id).getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] trialPrefix(String experiment) {
    return ("t" + experiment + "\0").getBytes(StandardCharsets.UTF_8);
  }
}
