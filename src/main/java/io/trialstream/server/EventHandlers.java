package io.trialstream.server;

import io.javalin.http.Context;
import io.trialstream.api.ExperimentEntry;
import io.trialstream.api.RequestRefusedException;
import io.trialstream.api.RequestRefusedException.Kind;
import io.trialstream.topics.TrialIds;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Requests for the log of an experiment, read from its topic by whichever instance is asked. */
final class EventHandlers {
  /** Each export holds a consumer with its buffers, and an experiment's statistics. */
  private static final int EXPORTS_AT_ONCE = 8;

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Services.Holder services;
  private final Semaphore exports = new Semaphore(EXPORTS_AT_ONCE, true);

  EventHandlers(Services.Holder services) {
    this.services = services;
  }

  void metrics(Context request) throws Exception {
    Optional<String> trial = Query.of(request, "trial").text("trial");
    String id = request.pathParam("id");
    Services started = services.get();
    ExperimentEntry experiment = started.experiment(id);
    if (trial.isPresent()) {
      checkTrial(id, trial.get());
    }
    if (!exports.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new RequestRefusedException(
          Kind.UNAVAILABLE,
          "%d logs are being exported already; try again in a moment".formatted(EXPORTS_AT_ONCE));
    }
    try {
      EventStream stream = EventStream.of(request, id);
      try {
        started.export().export(experiment, trial, stream);
        stream.end();
      } catch (Exception e) {
        throw stream.failed(e);
      }
    } finally {
      exports.release();
    }
  }

  private static void checkTrial(String experiment, String trial) throws RequestRefusedException {
    boolean fits =
        TrialIds.parse(trial).filter(id -> id.experiment().equals(experiment)).isPresent();
    if (!fits) {
      throw new RequestRefusedException(
          Kind.UNKNOWN,
          "Experiment '%s' has no trial '%s'; its trials are %s, %s, …"
              .formatted(
                  experiment, trial, TrialIds.of(experiment, 0), TrialIds.of(experiment, 1)));
    }
  }
}
