package io.trialstream.topics;

import io.trialstream.avro.Experiment;
import io.trialstream.avro.Request;
import io.trialstream.avro.ResumedTrial;
import io.trialstream.experiment.ExperimentFile;
import io.trialstream.experiment.Specification;
import io.trialstream.sampling.Parameter;
import io.trialstream.sampling.SearchSpace;
import io.trialstream.sampling.SearchSpace.Dimension;
import io.trialstream.settings.InvalidSettingsException;
import io.trialstream.settings.Sentences;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Trials of earlier experiments that a later one goes on with: the file names them, and the records
 * carry their hyperparameters.
 */
public final class ResumedTrials {
  /** Bytes of all of a submission at most: with the file they fit into a record. */
  private static final int LARGEST = 128 << 10;

  private static final AvroCodec<ResumedTrial> CODEC = new AvroCodec<>(ResumedTrial.class);

  private ResumedTrials() {}

  /** The trials that a submission carries. */
  public static List<ResumedTrial> of(Request submission) {
    return Objects.requireNonNullElse(submission.getResumed(), List.of());
  }

  /** The trials that an experiment goes on with. */
  public static List<ResumedTrial> of(Experiment experiment) {
    return Objects.requireNonNullElse(experiment.getResumed(), List.of());
  }

  /**
   * The specification of an experiment that was accepted, with the trials that it goes on with.
   *
   * @throws InvalidSettingsException where this version cannot read it
   */
  public static Specification specification(Experiment record) throws InvalidSettingsException {
    Optional<Path> base = Optional.ofNullable(record.getBaseDirectory()).map(Path::of);
    return complete(
        ExperimentFile.parse(record.getSpecification(), base).specification(), of(record));
  }

  /** The specification with the trials that a record carries. */
  public static Specification complete(Specification specification, List<ResumedTrial> trials) {
    return trials.isEmpty()
        ? specification
        : specification.resuming(
            trials.stream().map(trial -> Parameters.fromAvro(trial.getParameters())).toList());
  }

  /**
   * What keeps a point from being a trial of a space, with the point's trial as the subject; empty
   * where nothing does.
   */
  public static Optional<String> outside(SearchSpace space, String trial, List<Parameter> point) {
    for (Dimension dimension : space.dimensions()) {
      Optional<Parameter> found =
          point.stream().filter(p -> p.name().equals(dimension.name())).findFirst();
      if (found.isEmpty()) {
        return Optional.of(
            "trial %s has no value of %s, a hyperparameter of this search space"
                .formatted(trial, dimension.name()));
      }
      if (dimension.expression().own(found.get().value()).isEmpty()) {
        return Optional.of(
            "trial %s lies outside this search space: its %s is %s, and must be %s, as %s gives it"
                .formatted(
                    trial,
                    dimension.name(),
                    Sentences.shorten(found.get().value().text()),
                    dimension.expression().expected(),
                    dimension.expression().name()));
      }
    }
    return point.stream()
        .filter(parameter -> !space.names().contains(parameter.name()))
        .findFirst()
        .map(
            parameter ->
                "trial %s has a value of %s, which is no hyperparameter of this search space"
                    .formatted(trial, parameter.name()));
  }

  /** What keeps a submission's trials from being those that its file names. */
  public static Optional<String> misfit(Specification specification, List<ResumedTrial> trials) {
    List<String> named = specification.warmStart().resumeTrials();
    List<String> given = trials.stream().map(ResumedTrial::getTrial).toList();
    if (!given.equals(named)) {
      return Optional.of(
          "a submission carries the trials under resume_trials, %s, and this one carries %s"
              .formatted(named, given));
    }
    int bytes = trials.stream().mapToInt(trial -> CODEC.encode(trial).length).sum();
    if (bytes > LARGEST) {
      return Optional.of(
          "the trials under resume_trials come to %d bytes, and may have %d, to fit in a record"
              .formatted(bytes, LARGEST));
    }
    return trials.stream()
        .flatMap(
            trial ->
                outside(
                    specification.searchSpace(),
                    trial.getTrial(),
                    Parameters.fromAvro(trial.getParameters()))
                    .stream())
        .findFirst();
  }
}
