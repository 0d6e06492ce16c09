package io.trialstream.experiment;

import io.trialstream.experiment.CommandSplitter.Split;
import io.trialstream.experiment.Placeholder.Source;
import io.trialstream.settings.MappingSettings;
import io.trialstream.settings.Sentences;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads {@code trial}: the command with its placeholders, the code, the environment. */
final class TrialReader {
  /** A person mends no more of them at once. */
  private static final int MOST_UNKNOWN = 20;

  static final String UNUSED =
      "is used by nothing: without trial.command the trials are asked for over HTTP; remove it, or add the command";

  private static final List<String> OF_THE_COMMAND = List.of("code", "environment_variables");

  private final MappingSettings trial;
  private final Set<String> hyperparameters;
  private final Map<String, String> inputs;
  private final Set<String> outputs;

  private TrialReader(
      MappingSettings trial,
      List<String> hyperparameters,
      Map<String, String> inputs,
      List<String> outputs) {
    this.trial = trial;
    this.hyperparameters = new LinkedHashSet<>(hyperparameters);
    this.inputs = inputs;
    this.outputs = new LinkedHashSet<>(outputs);
  }

  /**
   * Reads the mapping {@code trial}; empty where it has no command. The command is an empty list
   * where it has a problem.
   */
  static Optional<TrialTemplate> read(
      MappingSettings trial,
      List<String> hyperparameters,
      Map<String, String> inputs,
      List<String> outputs,
      LocalPaths paths) {
    TrialReader reader = new TrialReader(trial, hyperparameters, inputs, outputs);
    CloudOnly.warn(trial);
    Optional<Path> code = paths.read(trial, "code");
    Map<String, String> environment = reader.environment();
    if (!trial.has("command")) {
      OF_THE_COMMAND.stream().filter(trial::has).forEach(key -> trial.warning(key, UNUSED));
      return Optional.empty();
    }
    return Optional.of(new TrialTemplate(reader.command(), code, environment, inputs, outputs));
  }

  private List<String> command() {
    Optional<String> text =
        Reading.required(
            trial, "command", "the program and its arguments, such as python train.py");
    if (text.isEmpty()) {
      return List.of();
    }
    try {
      Split split = CommandSplitter.split(text.get());
      split.warnings().forEach(warning -> trial.warning("command", warning));
      return withHyperparameters(split.words());
    } catch (MalformedCommandException e) {
      trial.problem("command", e.sentence());
      return List.of();
    }
  }

  private List<String> withHyperparameters(List<String> words) {
    Set<Placeholder> placeholders = new LinkedHashSet<>();
    words.forEach(word -> placeholders.addAll(Placeholder.in(word)));
    placeholders.stream()
        .filter(placeholder -> !known(placeholder))
        .limit(MOST_UNKNOWN)
        .forEach(this::reportUnknown);
    Set<String> used =
        placeholders.stream()
            .filter(placeholder -> placeholder.source().equals(Source.SEARCH_SPACE.text()))
            .map(Placeholder::name)
            .collect(Collectors.toSet());
    if (!used.isEmpty()) {
      warnOfUnused(used);
      return words;
    }
    List<String> command = new ArrayList<>(words);
    for (String name : hyperparameters) {
      command.add(name.startsWith("-") ? name : "--" + name);
      command.add(Placeholder.of(Source.SEARCH_SPACE, name));
    }
    return List.copyOf(command);
  }

  private void warnOfUnused(Set<String> used) {
    for (String name : hyperparameters) {
      if (!used.contains(name)) {
        trial.warning(
            "command",
            "never uses the hyperparameter %s; write %s where it belongs"
                .formatted(name, Placeholder.of(Source.SEARCH_SPACE, name)));
      }
    }
  }

  private boolean known(Placeholder placeholder) {
    return Source.of(placeholder.source())
        .map(source -> names(source).contains(placeholder.name()))
        .orElse(false);
  }

  private Set<String> names(Source source) {
    return switch (source) {
      case SEARCH_SPACE -> hyperparameters;
      case INPUTS -> inputs.keySet();
      case OUTPUTS -> outputs;
    };
  }

  private void reportUnknown(Placeholder placeholder) {
    Optional<Source> source = Source.of(placeholder.source());
    String why =
        source.isEmpty()
            ? "begins with none of " + String.join(", ", Source.names())
            : "names nothing under " + placeholder.source();
    String nearest =
        source.isEmpty()
            ? Sentences.nearest(placeholder.source(), Source.names()).orElse("")
            : Sentences.nearest(placeholder.name(), names(source.get()))
                .map(name -> source.get().text() + "." + name)
                .orElse("");
    trial.problem(
        "command",
        "the placeholder %s %s%s"
            .formatted(
                Sentences.shorten(placeholder.written()),
                why,
                nearest.isEmpty() ? "" : "; the nearest known is " + nearest));
  }

  private Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>();
    MappingSettings variables =
        trial
            .mappingOrEmpty("environment_variables")
            .orElseGet(() -> trial.empty("environment_variables"));
    for (String name : variables.keys()) {
      if (name.isEmpty() || name.contains("=")) {
        variables.problem(name, "is no name of a variable; it must not be empty or contain =");
      }
      variables.text(name).ifPresent(value -> environment.put(name, value));
    }
    return environment;
  }
}
