package io.trialstream.server;

import io.javalin.http.Context;
import io.trialstream.api.RequestRefusedException;
import io.trialstream.api.RequestRefusedException.Kind;
import io.trialstream.coordinator.ExperimentView;
import io.trialstream.coordinator.Placement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Answers requests where their experiment is owned: here, from its view, or with one hop to the
 * instance that owns it. While nobody does (the coordinator starts or rebalances, the owner has
 * just died) the request waits a moment and is refused with 503 then. A request that has made its
 * hop is refused at once: the instance that sent it waits, and asks where the owner is by then.
 */
final class Owners {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration PAUSE = Duration.ofMillis(50);

  /**
   * Requests that wait for other instances at most: fewer than there are threads, so that what this
   * instance owns is answered, whatever has happened to the others.
   */
  private static final int MOST_AWAY = 96;

  private final Services.Holder services;
  private final Hop hop = new Hop();
  private final Semaphore away = new Semaphore(MOST_AWAY);

  Owners(Services.Holder services) {
    this.services = services;
  }

  /** Answers the request from the view of its experiment. */
  interface Handler {
    void answer(ExperimentView view) throws Exception;
  }

  /** Has the request answered where the experiment is owned. */
  void answer(Context request, String experiment, Handler handler) throws Exception {
    Services started = services.get();
    started.experiment(experiment);
    Optional<ExperimentView> view = owned(started, experiment);
    if (view.isPresent()) {
      handler.answer(view.get());
    } else if (request.header(Hop.FORWARDED) != null) {
      request.header(Hop.NOT_HERE, "1");
      throw unavailable(nobody(experiment));
    } else if (!away.tryAcquire()) {
      throw unavailable(
          "Too many requests wait for experiments that other servers own; ask again in a moment");
    } else {
      try {
        await(request, experiment, handler, started);
      } finally {
        away.release();
      }
    }
  }

  private static Optional<ExperimentView> owned(Services started, String experiment) {
    return started.queries().locate(experiment) instanceof Placement.Here
        ? started.queries().view(experiment)
        : Optional.empty();
  }

  private void await(Context request, String experiment, Handler handler, Services started)
      throws Exception {
    long start = System.nanoTime();
    String sentence;
    do {
      sentence = nobody(experiment);
      Optional<ExperimentView> view = owned(started, experiment);
      if (view.isPresent()) {
        handler.answer(view.get());
        return;
      }
      if (started.queries().locate(experiment) instanceof Placement.Elsewhere owner) {
        Hop.Outcome outcome = hop.send(request, owner);
        if (outcome instanceof Hop.Outcome.Answered) {
          return;
        } else if (outcome instanceof Hop.Outcome.NotDone notDone) {
          sentence = elsewhere(experiment, owner, notDone.why());
        } else if (outcome instanceof Hop.Outcome.Unknown unknown) {
          sentence = elsewhere(experiment, owner, unknown.why());
          requireRepeatable(request, sentence);
        }
      }
      Thread.sleep(PAUSE.toMillis());
    } while (System.nanoTime() - start < PATIENCE.toNanos());
    throw unavailable(sentence);
  }

  private static void requireRepeatable(Context request, String sentence)
      throws RequestRefusedException {
    if (!request.req().getMethod().equals("GET")) {
      throw unavailable(sentence + ". What was asked may have been done");
    }
  }

  private static String nobody(String experiment) {
    return "The coordinator is starting or rebalancing and nobody answers for experiment '%s' yet; ask again in a moment"
        .formatted(experiment);
  }

  private static String elsewhere(String experiment, Placement.Elsewhere owner, String why) {
    return "Experiment '%s' is with the server at %s, which does not answer for it (%s). Where that server has died another takes over in a moment: ask again. Where it runs, this one must reach it at that address: start it with --advertised-host"
        .formatted(experiment, Hop.authority(owner), why);
  }

  private static RequestRefusedException unavailable(String sentence) {
    return new RequestRefusedException(Kind.UNAVAILABLE, sentence);
  }
}
