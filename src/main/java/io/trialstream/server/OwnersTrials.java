package io.trialstream.server;

import io.trialstream.api.ApiException;
import io.trialstream.api.RequestRefusedException;
import io.trialstream.api.RequestRefusedException.Kind;
import io.trialstream.api.TrialJson;
import io.trialstream.api.TrialLookup;
import io.trialstream.api.TrialstreamClient;
import io.trialstream.coordinator.ExperimentView;
import io.trialstream.coordinator.Placement;
import io.trialstream.sampling.Parameter;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Finds trials where their experiment is owned: here, or at another instance. */
final class OwnersTrials implements TrialLookup {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final int NOT_FOUND = 404;

  private final Queries queries;

  OwnersTrials(Queries queries) {
    this.queries = queries;
  }

  @Override
  public Optional<Found> find(String experiment, String trial)
      throws RequestRefusedException, InterruptedException {
    long start = System.nanoTime();
    do {
      Placement placement = queries.locate(experiment);
      if (placement instanceof Placement.Here) {
        Optional<ExperimentView> view = queries.view(experiment);
        if (view.isPresent()) {
          return view.get()
              .trial(trial)
              .map(found -> new Found(found.parameters(), found.attempts()));
        }
      } else if (placement instanceof Placement.Elsewhere owner) {
        try {
          return Optional.of(found(owner, experiment, trial));
        } catch (ApiException e) {
          if (e.status() == NOT_FOUND) {
            return Optional.empty();
          }
        }
      }
      Thread.sleep(PAUSE.toMillis());
    } while (System.nanoTime() - start < PATIENCE.toNanos());
    throw new RequestRefusedException(
        Kind.UNAVAILABLE,
        "Trial '%s' cannot be looked up: nobody answers for experiment '%s' yet; submit again in a moment"
            .formatted(trial, experiment));
  }

  private static Found found(Placement.Elsewhere owner, String experiment, String trial)
      throws ApiException {
    TrialstreamClient client =
        new TrialstreamClient(URI.create("http://" + Hop.authority(owner)))
            .withPatience(Duration.ZERO);
    TrialJson found = client.trial(experiment, trial);
    return new Found(
        found.params().entrySet().stream()
            .map(entry -> new Parameter(entry.getKey(), entry.getValue()))
            .toList(),
        found.attempts());
  }
}
