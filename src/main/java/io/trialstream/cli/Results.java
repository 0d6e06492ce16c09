package io.trialstream.cli;

import io.trialstream.api.ApiException;
import io.trialstream.api.DecisionJson;
import io.trialstream.api.ExperimentJson;
import io.trialstream.api.TrialJson;
import io.trialstream.api.TrialstreamClient;
import io.trialstream.cli.output.Console;
import io.trialstream.cli.output.Format;
import io.trialstream.cli.output.ResultReport;
import io.trialstream.cli.output.RunResult;
import java.util.List;
import java.util.OptionalInt;

/**
 * What is known of an experiment that has ended.
 *
 * @param experiment the experiment
 * @param trials its trials, best first
 * @param decisions the stops, in order
 */
record Results(ExperimentJson experiment, List<TrialJson> trials, List<DecisionJson> decisions) {

  /** Asks the server. */
  static Results of(TrialstreamClient client, ExperimentJson experiment) throws ApiException {
    String id = experiment.experiment();
    return new Results(experiment, client.trials(id, OptionalInt.empty()), client.decisions(id));
  }

  /**
   * Prints them.
   *
   * @param unit what an interval is to the reader, such as {@code epochs}
   * @return the exit code that says how it ended
   */
  int print(Console console, Format format, String unit) {
    RunResult result = RunResult.of(experiment, trials, decisions);
    console.one(
        format,
        result,
        () -> ResultReport.of(experiment, trials, decisions, unit, console.terminal().layout()));
    return result.succeeded() ? ExitCode.OK : ExitCode.ENDED_OTHERWISE;
  }
}
