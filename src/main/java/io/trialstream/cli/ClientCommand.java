package io.trialstream.cli;

import io.trialstream.api.TrialstreamClient;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** A command that asks a server. */
abstract class ClientCommand extends Subcommand {
  @Option(
      names = "--server",
      paramLabel = "URL",
      defaultValue = "${env:TRIALSTREAM_SERVER:-http://127.0.0.1:8080}",
      description =
          "The server's address; the variable TRIALSTREAM_SERVER gives it too. Default: ${DEFAULT-VALUE}.")
  private String server;

  /** Asks the server; what it refuses is the command's failure. */
  @Override
  public final Integer call() throws Exception {
    return call(client());
  }

  /** Does what the command is for. */
  abstract int call(TrialstreamClient client) throws Exception;

  private TrialstreamClient client() {
    try {
      return new TrialstreamClient(new URI(server));
    } catch (URISyntaxException e) {
      throw Failure.badInput(
          "--server: '%s' is no address: expected one such as http://localhost:8080"
              .formatted(server));
    } catch (IllegalArgumentException e) {
      throw Failure.badInput("--server: " + e.getMessage());
    }
  }

  /** The trial's id, where it may be given as its number. */
  static String trialId(String experiment, String trial) {
    return trial.matches("\\d{1,9}") ? experiment + "_" + Integer.parseInt(trial) : trial;
  }

  /** The JSON document of an experiment's list, as the REST API gives it. */
  static Map<String, Object> document(String experiment, String name, List<?> values) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("experiment", experiment);
    document.put(name, values);
    return document;
  }
}
