package io.trialstream.worker;

import io.trialstream.avro.EarlierAttempt;
import io.trialstream.avro.EnvironmentVariable;
import io.trialstream.avro.Parameter;
import io.trialstream.avro.Suggestion;
import io.trialstream.experiment.ArgumentVector;
import io.trialstream.topics.Parameters;
import io.trialstream.topics.TrialIds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a suggestion asks an agent to execute. */
final class TrialCommand {
  private final Suggestion suggestion;
  private final Map<String, String> parameters;
  private final Map<String, String> inputs;

  /**
   * @throws UnrunnableException where a value is of no known type
   */
  TrialCommand(Suggestion suggestion) throws UnrunnableException {
    this.suggestion = suggestion;
    this.parameters = texts(suggestion.getParameters());
    this.inputs = texts(suggestion.getInputs());
  }

  /**
   * The first word, with its placeholders filled in.
   *
   * @throws UnrunnableException where there is none
   */
  String program() throws UnrunnableException {
    if (suggestion.getCommand().isEmpty()) {
      throw new UnrunnableException("The command is empty: it must name the program to run.");
    }
    return fill(suggestion.getCommand().subList(0, 1), Path.of(AttemptDirectory.OUTPUTS)).get(0);
  }

  /** The words behind the first, with their placeholders filled in. */
  List<String> arguments(AttemptDirectory directory) throws UnrunnableException {
    List<String> command = suggestion.getCommand();
    return fill(command.subList(1, command.size()), directory.outputs());
  }

  /** The folder whose copy the attempt's directory holds. */
  Optional<Path> code() {
    return Optional.ofNullable(suggestion.getCode()).map(Path::of);
  }

  /**
   * The variables that the process is given besides the agent's own.
   *
   * @param root the agent's directory
   * @throws UnrunnableException where the attempt that it goes on from has left no files here
   */
  Map<String, String> environment(Path root, AttemptDirectory directory)
      throws IOException, UnrunnableException {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("PYTHONUNBUFFERED", "1");
    for (EnvironmentVariable variable : suggestion.getEnvironment()) {
      environment.put(variable.getName(), variable.getValue());
    }
    environment.put("TRIALSTREAM_EXPERIMENT", suggestion.getExperiment());
    environment.put("TRIALSTREAM_TRIAL", suggestion.getTrial());
    environment.put("TRIALSTREAM_TRIAL_NUMBER", Long.toString(suggestion.getNumber()));
    environment.put("TRIALSTREAM_ATTEMPT", Integer.toString(suggestion.getAttempt()));
    environment.put("TRIALSTREAM_PRIMARY_METRIC", suggestion.getPrimaryMetric());
    environment.put("TRIALSTREAM_OUTPUTS", directory.outputs().toString());
    EarlierAttempt earlier = suggestion.getResumeFrom();
    if (earlier != null) {
      environment.put("TRIALSTREAM_RESUME_TRIAL", earlier.getTrial());
      environment.put("TRIALSTREAM_RESUME_FROM", files(root, earlier).toString());
    }
    return environment;
  }

  private static Path files(Path root, EarlierAttempt earlier)
      throws IOException, UnrunnableException {
    String experiment =
        TrialIds.parse(earlier.getTrial()).map(TrialIds.TrialId::experiment).orElse("");
    return AttemptDirectory.earlierOutputs(
            root, experiment, earlier.getTrial(), earlier.getAttempt())
        .orElseThrow(
            () ->
                new UnrunnableException(
                    "It goes on from trial %s, and there are no files of that trial in %s: run it where they are, or copy the folder experiments/%s/%s of the directory of the worker that ran it to this one's."
                        .formatted(earlier.getTrial(), root, experiment, earlier.getTrial())));
  }

  private List<String> fill(List<String> words, Path outputs) throws UnrunnableException {
    try {
      return ArgumentVector.fill(words, parameters, inputs, outputs);
    } catch (IllegalArgumentException e) {
      throw new UnrunnableException("The command cannot be filled in: " + e.getMessage(), e);
    }
  }

  private static Map<String, String> texts(List<Parameter> values) throws UnrunnableException {
    Map<String, String> texts = new LinkedHashMap<>();
    try {
      Parameters.fromAvro(values).forEach(p -> texts.put(p.name(), p.value().text()));
    } catch (IllegalArgumentException e) {
      throw new UnrunnableException("The suggestion cannot be read: " + e.getMessage(), e);
    }
    return texts;
  }
}
