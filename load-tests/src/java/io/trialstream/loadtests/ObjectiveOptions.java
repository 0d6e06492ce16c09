package io.trialstream.loadtests;

import com.fasterxml.jackson.databind.JsonNode;
import io.trialstream.api.Json;
import io.trialstream.loadtests.objectives.Objective;
import io.trialstream.loadtests.objectives.Objectives;
import io.trialstream.loadtests.objectives.RecordedCurves;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** The options that say what samplers are compared on. */
final class ObjectiveOptions {
  @Option(
      names = "--functions",
      split = ",",
      paramLabel = "NAME",
      description = "Functions, with commas between; none with 'none' (default: all).")
  private List<String> functions = Objectives.names();

  @Option(
      names = "--curves",
      paramLabel = "DIR",
      description =
          "Real learning curves: .ndjson files, a data set each, with {\"hp\": {name: number},"
              + " \"valid_loss\": [numbers]} a line, lower is better.")
  private Optional<Path> folder = Optional.empty();

  private List<Objective> recorded = List.of();

  /**
   * Those that were asked for, by name and seed.
   *
   * @throws LoadTestException where one is not there
   */
  Map<String, LongFunction<Objective>> all() throws IOException {
    Map<String, LongFunction<Objective>> objectives = new LinkedHashMap<>();
    for (String name : functions) {
      if (Objectives.names().contains(name)) {
        objectives.put(name, seed -> Objectives.of(name, seed));
      } else if (!name.equals("none")) {
        throw new LoadTestException(
            "--functions: there is no %s; there are %s."
                .formatted(name, String.join(", ", Objectives.names())));
      }
    }
    if (folder.isPresent()) {
      recorded = read(folder.get());
    }
    recorded.forEach(each -> objectives.put(each.name(), seed -> each));
    return objectives;
  }

  /** The names of recorded training among {@link #all}. */
  List<String> recorded() {
    return recorded.stream().map(Objective::name).toList();
  }

  private static List<Objective> read(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new LoadTestException("--curves: " + folder + " is no folder.");
    }
    List<Objective> recorded = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file :
          files.filter(path -> path.toString().endsWith(".ndjson")).sorted().toList()) {
        String name = String.valueOf(file.getFileName()).replaceFirst("\\.ndjson$", "");
        recorded.add(new RecordedCurves(name, configurations(file), Curves.read(file)));
      }
    }
    if (recorded.isEmpty()) {
      throw new LoadTestException(folder + " holds no .ndjson file with curves.");
    }
    return recorded;
  }

  private static List<Map<String, Double>> configurations(Path file) throws IOException {
    List<Map<String, Double>> configurations = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      JsonNode read = Json.mapper().readTree(line).path("hp");
      Map<String, Double> configuration = new LinkedHashMap<>();
      read.fields()
          .forEachRemaining(each -> configuration.put(each.getKey(), each.getValue().asDouble()));
      if (configuration.isEmpty()) {
        throw new LoadTestException(
            "%s, line %d: hp must hold the hyperparameters."
                .formatted(file, configurations.size() + 1));
      }
      configurations.add(configuration);
    }
    return configurations;
  }
}
