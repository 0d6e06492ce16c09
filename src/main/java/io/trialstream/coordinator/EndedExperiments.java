package io.trialstream.coordinator;

import io.trialstream.avro.state.ExperimentSnapshot;
import io.trialstream.settings.InvalidSettingsException;
import io.trialstream.stopping.Goal;
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

  private final Map<String, ExperimentView> kept =
      new LinkedHashMap<>(KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ExperimentView> eldest) {
          return size() > KEPT;
        }
      };

  /** The view of an experiment that has ended; empty where the store does not know it as such. */
  synchronized Optional<ExperimentView> view(
      ReadOnlyKeyValueStore<Bytes, byte[]> store, String experiment) {
    ExperimentView known = kept.get(experiment);
    if (known != null) {
      return Optional.of(known);
    }
    Snapshots snapshots = new Snapshots(store);
    Optional<ExperimentView> view =
        snapshots
            .experiment(experiment)
            .filter(snapshot -> snapshot.getExperiment().getEnded() != null)
            .flatMap(snapshot -> read(snapshots, snapshot));
    view.ifPresent(read -> kept.put(experiment, read));
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
