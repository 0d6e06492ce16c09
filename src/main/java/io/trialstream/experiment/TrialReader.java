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

/** Reads {@code trial}: the command with its placeholders, the code, the environment. */
final class TrialReader {
  private final MappingSettings trial;
  private final List<String> hyperparameters;
  private final Map<String, String> inputs;
  private final List<String> outputs;

  private TrialReader(
      MappingSettings trial,
      List<String> hyperparameters,
      Map<String, String> inputs,
      List<String> outputs) {
    this.trial = trial;
    this.hyperparameters = hyperparameters;
    this.inputs = inputs;
    this.outputs = outputs;
  }

  /** Reads the mapping {@code trial}; the command is empty where it has a problem. */
  static TrialTemplate read(
      MappingSettings trial,
      List<String> hyperparameters,
      Map<String, String> inputs,
      List<String> outputs,
      LocalPaths paths) {
    TrialReader reader = new TrialReader(trial, hyperparameters, inputs, outputs);
    CloudOnly.warn(trial);
    Optional<Path> code = paths.read(trial, "code");
    return new TrialTemplate(reader.command(), code, reader.environment(), inputs, outputs);
  }

  private List<String> command() {
    Optional<String> text =
        Reading.required(trial, "command", "the program and its arguments, such as python train.py");
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
    Set<String> used = new LinkedHashSet<>();
    for (String word : words) {
      for (Placeholder placeholder : Placeholder.in(word)) {
        check(placeholder);
        if (placeholder.source().equals(Source.SEARCH_SPACE.text())) {
          used.add(placeholder.name());
        }
      }
    }
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

  private void check(Placeholder placeholder) {
    Optional<Source> source = Source.of(placeholder.source());
    if (source.isEmpty()) {
      problem(placeholder, Source.names(), "begins with none of");
      return;
    }
    List<String> known =
        switch (source.get()) {
          case SEARCH_SPACE -> hyperparameters;
          case INPUTS -> List.copyOf(inputs.keySet());
          case OUTPUTS -> outputs;
        };
    if (!known.contains(placeholder.name())) {
      problem(placeholder, known, "names none of");
    }
  }

  private void problem(Placeholder placeholder, List<String> known, String what) {
    boolean unknownSource = Source.of(placeholder.source()).isEmpty();
    String given = unknownSource ? placeholder.source() : placeholder.name();
    String sources = known.isEmpty() ? "" : " (" + Sentences.shorten(String.join(", ", known)) + ")";
    trial.problem(
        "command",
        "the placeholder %s %s %s%s%s"
            .formatted(
                Sentences.shorten(placeholder.written()),
                what,
                unknownSource ? "the sources of values" : "the file's " + placeholder.source(),
                sources,
                Sentences.hint(given, known)));
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
