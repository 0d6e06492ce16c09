package io.trialstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trialstream.api.Json;
import io.trialstream.api.TrialstreamClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Holds the decisions that an experiment made against those of a replay of its log. */
public final class ReplayCheck {
  private ReplayCheck() {}

  /**
   * Asserts that the log gives the live decisions again, to the last field: read through the
   * server, and from a file in the export format.
   *
   * @param folder where the export goes
   * @param policy the experiment's policy, which maximizes
   */
  public static void assertSameDecisions(
      TrialstreamClient client, String experiment, Path folder, String policy) throws Exception {
    String server = client.server().toString();
    JsonNode live = Json.read(Json.write(client.decisions(experiment)), JsonNode.class);
    assertThat(live).isNotEmpty();

    JsonNode ofLog =
        replay(List.of("--experiment", experiment, "--server", server, "--policy", policy));
    assertThat(ofLog).isEqualTo(live);
    JsonNode own = replay(List.of("--experiment", experiment, "--server", server));
    assertThat(own).isEqualTo(live);

    Path export = folder.resolve(experiment + ".ndjson");
    Cli.Outcome metrics = Cli.run("metrics", experiment, "--server", server, "--format", "ndjson");
    Files.writeString(export, metrics.out());
    JsonNode ofFile =
        replay(List.of("--events", export.toString(), "--goal", "maximize", "--policy", policy));
    assertThat(ofFile).isEqualTo(live);
  }

  private static JsonNode replay(List<String> options) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("replay", "--format", "json"));
    arguments.addAll(options);
    Cli.Outcome outcome = Cli.run(arguments.toArray(String[]::new));
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    return Json.read(outcome.out(), JsonNode.class).path("policies").path(0).path("decisions");
  }
}
