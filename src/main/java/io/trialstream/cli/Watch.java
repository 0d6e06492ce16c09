package io.trialstream.cli;

import io.trialstream.api.ApiException;
import io.trialstream.api.ExperimentJson;
import io.trialstream.api.TrialstreamClient;
import io.trialstream.cli.output.Console;
import io.trialstream.cli.output.Format;
import io.trialstream.cli.output.ProgressDisplay;
import java.time.Duration;
import java.util.Optional;

/**
 * Follows an experiment of a server: {@code submit --watch} and {@code watch}.
 *
 * @param host what the command finds around it
 * @param client the server
 */
record Watch(Host host, TrialstreamClient client) {
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Duration RESTART = Duration.ofMinutes(2);

  /**
   * Shows the progress until the experiment has ended, then the result; Ctrl-C detaches.
   *
   * @return the exit code
   */
  int follow(String id, Format format) throws ApiException {
    Console console = host.console();
    try (Interrupts interrupts = Interrupts.listen(host.signals(), host::endAtOnce)) {
      Optional<ExperimentJson> ended;
      try (ProgressDisplay display = ProgressDisplay.on(console, host.clock())) {
        ended =
            new Watcher(client::experiment, display, interrupts, host.clock(), PAUSE)
                .untilEnded(id);
      }
      if (ended.isPresent()) {
        Optional<Results> results =
            interrupts.call(() -> Results.of(client.withPatience(RESTART), ended.get()));
        if (results.isPresent()) {
          return results.get().print(console, format, "intervals");
        }
      }
    }
    console.say(
        "Detached; experiment %s goes on. Watch it again with: trialstream watch %s --server %s"
            .formatted(id, id, client.server()));
    return ExitCode.ENDED_OTHERWISE;
  }
}
