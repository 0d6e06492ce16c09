package io.trialstream.coordinator;

import io.trialstream.avro.state.ExperimentSnapshot;
import io.trialstream.settings.InvalidSettingsException;
import io.trialstream.stopping.Goal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The views of experiments that have ended, read from the store when somebody asks; the last few
 * asked for are kept.
 */
final class EndedExperiments {
  private static final Logger LOG = LoggerFactory.getLogger(EndedExperiments.class);
  private static final int KEPT = 16;

  /**
   * @param ended when the experiment ended: an end that was never committed leaves another behind
   */
  private record Kept(Instant ended, ExperimentView view) {}

  private final Map<String, Kept> kept =
      new LinkedHashMap<>(KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Kept> eldest) {
          return size() > KEPT;
        }
      };

  /** The view of an experiment that has ended; empty where the store does not know it as such. */
  synchronized Optional<ExperimentView> view(
      ReadOnlyKeyValueStore<Bytes, byte[]> store, String experiment) {
    Snapshots snapshots = new Snapshots(store);
    Optional<ExperimentSnapshot> snapshot = snapshots.experiment(experiment);
    Instant ended = snapshot.map(found -> found.getExperiment().getEnded()).orElse(null);
    if (snapshot.isEmpty() || ended == null) {
      return Optional.empty();
    }
    Kept known = kept.get(experiment);
    if (known != null && known.ended().equals(ended)) {
      return Optional.of(known.view());
    }
    Optional<ExperimentView> view = read(snapshots, snapshot.get());
    view.ifPresent(read -> kept.put(experiment, new Kept(ended, read)));
    return view;
  }

  private static Optional<ExperimentView> read(Snapshots snapshots, ExperimentSnapshot snapshot) {
    String experiment = snapshot.getExperiment().getExperiment();
    try {
      Goal goal = ActiveExperiment.specification(snapshot.getExperiment()).objective().goal();
      return Optional.of(
          TrialSnapshots.view(experiment, snapshots.trials(experiment), goal == Goal.MAXIMIZE));
    } catch (InvalidSettingsException e) {
      LOG.atError()
          .addKeyValue("experiment", experiment)
          .addKeyValue("cause", e.getMessage())
          .log("This version cannot read an experiment that has ended");
      return Optional.empty();
    }
  }
}
