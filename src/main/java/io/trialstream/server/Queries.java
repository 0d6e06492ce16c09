package io.trialstream.server;

import io.trialstream.coordinator.AskedExperiment;
import io.trialstream.coordinator.Coordinator;
import io.trialstream.coordinator.ExperimentView;
import io.trialstream.coordinator.Placement;
import java.util.Optional;

/** What the REST API asks of the coordinator. */
interface Queries {

  /** Whether it works. */
  Coordinator.Health health();

  /** Which instance answers for the experiment. */
  Placement locate(String experiment);

  /** The experiment's trials, where this instance owns it. */
  Optional<ExperimentView> view(String experiment);

  /** The running experiment, where this instance owns it and its trials are asked for over HTTP. */
  Optional<AskedExperiment> asked(String experiment);

  /** The queries that a coordinator answers. */
  static Queries of(Coordinator coordinator) {
    return new Queries() {
      @Override
      public Coordinator.Health health() {
        return coordinator.health();
      }

      @Override
      public Placement locate(String experiment) {
        return coordinator.locate(experiment);
      }

      @Override
      public Optional<ExperimentView> view(String experiment) {
        return coordinator.view(experiment);
      }

      @Override
      public Optional<AskedExperiment> asked(String experiment) {
        return coordinator.asked(experiment);
      }
    };
  }
}
