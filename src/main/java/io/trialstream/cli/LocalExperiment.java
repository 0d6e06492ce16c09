package io.trialstream.cli;

import io.trialstream.api.ApiException;
import io.trialstream.api.ExperimentJson;
import io.trialstream.api.Submitted;
import io.trialstream.api.TrialstreamClient;
import io.trialstream.cli.output.ProgressDisplay;
import java.time.Duration;
import java.util.Optional;

/** One experiment on a server in this process, followed to its end; Ctrl-C cancels it. */
final class LocalExperiment {
  private static final Duration PAUSE = Duration.ofMillis(250);
  private static final int CONFLICT = 409;

  private final Host host;
  private final LocalSystem system;
  private final Interrupts interrupts;
  private final TrialstreamClient client;

  LocalExperiment(Host host, LocalSystem system, Interrupts interrupts) {
    this.host = host;
    this.system = system;
    this.interrupts = interrupts;
    this.client = new TrialstreamClient(system.address());
  }

  /** The client of the server. */
  TrialstreamClient client() {
    return client;
  }

  /** Submits the file and follows the experiment to its end. */
  Results run(ExperimentText file) throws ApiException {
    Submitted submitted = file.submit(client);
    submitted.warnings().forEach(warning -> host.console().say("warning: " + warning));
    String id = submitted.experiment();
    try (ProgressDisplay display = ProgressDisplay.on(host.console(), host.clock())) {
      display.say("Experiment " + id);
      Watcher watcher = new Watcher(this::experiment, display, interrupts, host.clock(), PAUSE);
      Optional<ExperimentJson> ended = watcher.untilEnded(id);
      if (ended.isEmpty()) {
        display.say("Canceling the experiment; Ctrl-C again ends at once.");
        interrupts.acknowledge();
        cancel(id);
        ended = watcher.untilEnded(id);
      }
      return Results.of(
          client, ended.orElseThrow(() -> Failure.onTheWay("The experiment was left.")));
    }
  }

  private ExperimentJson experiment(String id) throws ApiException {
    system.requireAlive();
    return client.experiment(id);
  }

  /** An experiment that has ended meanwhile needs no cancel. */
  private void cancel(String id) throws ApiException {
    try {
      client.cancel(id, "Ctrl-C");
    } catch (ApiException e) {
      if (e.status() != CONFLICT) {
        throw e;
      }
    }
  }
}
