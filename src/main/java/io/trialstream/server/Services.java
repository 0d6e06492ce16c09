package io.trialstream.server;

import io.trialstream.api.ExperimentEntry;
import io.trialstream.api.ExperimentIndex;
import io.trialstream.api.LogExport;
import io.trialstream.api.RequestRefusedException;
import io.trialstream.api.RequestRefusedException.Kind;
import io.trialstream.api.Submissions;
import io.trialstream.api.TellLog;
import io.trialstream.coordinator.Coordinator;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * What the REST API answers from.
 *
 * @param experiments all experiments
 * @param directoryReady whether those that were there at the start are known
 * @param submissions takes requests
 * @param tells takes what workers tell
 * @param export reads logs
 * @param queries asks the coordinator
 */
record Services(
    ExperimentIndex experiments,
    BooleanSupplier directoryReady,
    Submissions submissions,
    TellLog tells,
    LogExport export,
    Queries queries) {

  private static final Duration GRACE_FOR_NEW = Duration.ofMillis(250);

  /**
   * An experiment. One that is not known is waited for a moment: another instance may have told of
   * it just before this one reads of it.
   *
   * @throws RequestRefusedException UNKNOWN
   */
  ExperimentEntry experiment(String id) throws RequestRefusedException, InterruptedException {
    return experiments
        .await(id, known -> true, GRACE_FOR_NEW)
        .orElseThrow(() -> RequestRefusedException.unknownExperiment(id));
  }

  /** The services of a server that may not have started yet. */
  static final class Holder {
    private volatile Optional<Services> services = Optional.empty();
    private volatile BooleanSupplier foundationFailed = () -> false;

    /**
     * What the server stands on.
     *
     * @param failed whether that has failed for good
     */
    void standOn(BooleanSupplier failed) {
      foundationFailed = failed;
    }

    /** The server has started. */
    void set(Services started) {
      services = Optional.of(started);
    }

    /** Whether requests are answered in full. */
    boolean ready() {
      return !foundationFailed.getAsBoolean() && coordinatorReady();
    }

    private boolean coordinatorReady() {
      return services
          .filter(started -> started.directoryReady().getAsBoolean())
          .filter(started -> answers(started.queries().health()))
          .isPresent();
    }

    /** While partitions move the others are answered for, here and elsewhere. */
    private static boolean answers(Coordinator.Health health) {
      return switch (health) {
        case RUNNING, REBALANCING -> true;
        case STARTING, FAILED -> false;
      };
    }

    /** Whether the coordinator, or what it stands on, has failed for good. */
    boolean failed() {
      return foundationFailed.getAsBoolean() || coordinatorFailed();
    }

    private boolean coordinatorFailed() {
      return services
          .filter(started -> started.queries().health() == Coordinator.Health.FAILED)
          .isPresent();
    }

    /**
     * The services, with every experiment known.
     *
     * @throws RequestRefusedException while the server starts
     */
    Services get() throws RequestRefusedException {
      return services
          .filter(started -> started.directoryReady().getAsBoolean())
          .orElseThrow(
              () ->
                  new RequestRefusedException(
                      Kind.UNAVAILABLE, "The server is starting; ask again in a moment"));
    }
  }
}
