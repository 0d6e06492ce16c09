package io.trialstream.coordinator;

import io.trialstream.avro.Experiment;
import io.trialstream.experiment.Specification;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Imports that end when and as the test says. */
final class PlayedImports implements Imports {
  final List<String> started = new ArrayList<>();
  final List<String> canceled = new ArrayList<>();
  Optional<Outcome> outcome = Optional.empty();

  @Override
  public Import start(Experiment experiment, Specification specification) {
    started.add(experiment.getExperiment());
    return new Import() {
      @Override
      public Optional<Outcome> outcome() {
        return outcome;
      }

      @Override
      public void cancel() {
        canceled.add(experiment.getExperiment());
      }
    };
  }
}
