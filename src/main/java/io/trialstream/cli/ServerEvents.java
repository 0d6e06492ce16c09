package io.trialstream.cli;

import io.trialstream.api.ApiException;
import io.trialstream.api.ExperimentJson;
import io.trialstream.api.TrialstreamClient;
import io.trialstream.experiment.PolicyReader;
import io.trialstream.replay.EventFile;
import io.trialstream.settings.InvalidSettingsException;
import io.trialstream.stopping.Goal;
import io.trialstream.stopping.StoppingPolicy;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The events of an experiment whose log a server reads. */
final class ServerEvents implements EventSource {
  private static final int GONE = 410;

  private final TrialstreamClient client;
  private final ExperimentJson experiment;

  /** The log of the experiment with this id. */
  ServerEvents(TrialstreamClient client, String id) throws ApiException {
    this.client = client;
    this.experiment = client.experiment(id);
  }

  @Override
  public String name() {
    return "experiment " + experiment.experiment();
  }

  @Override
  public Optional<Goal> goal() {
    return experiment.goal().map(goal -> Goal.valueOf(goal.toUpperCase(Locale.ROOT)));
  }

  @Override
  public Optional<String> metric() {
    return experiment.primaryMetric();
  }

  @Override
  public Optional<StoppingPolicy> policy() {
    try {
      Optional<String> specification = experiment.specification();
      return specification.isEmpty()
          ? Optional.empty()
          : Optional.of(PolicyReader.ofExperiment(specification.get()));
    } catch (InvalidSettingsException e) {
      return Optional.empty();
    }
  }

  @Override
  public String experiment() {
    return experiment.experiment();
  }

  @Override
  public void read(EventFile.Sink sink) throws ApiException, InterruptedException {
    EventBatches batches = new EventBatches(sink);
    try {
      client.events(experiment.experiment(), Optional.empty(), batches);
    } catch (ApiException e) {
      if (e.status() == GONE) {
        throw Failure.badInput(List.of(String.valueOf(e.getMessage()), left()));
      }
      throw e;
    }
    batches.flush();
  }

  /** What there is of an experiment without its log. */
  private String left() {
    String best =
        experiment
            .best()
            .map(trial -> "; its best trial is %s with %s".formatted(trial.trial(), trial.score()))
            .orElse("");
    return "A replay needs the whole log. What is left of experiment %s: it is %s with %d trials%s; 'trialstream trials %s' and 'trialstream decisions %s' show what the server still knows."
        .formatted(
            experiment.experiment(),
            experiment.state(),
            experiment.trials().total(),
            best,
            experiment.experiment(),
            experiment.experiment());
  }
}
