package io.trialstream.experiment;

import io.trialstream.settings.MappingSettings;
import io.trialstream.settings.Sentences;
import io.trialstream.settings.Value;
import io.trialstream.settings.Value.Kind;
import io.trialstream.settings.Value.Scalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads what earlier experiments an experiment starts from. */
final class ResumeReader {
  /** As many as HyperDrive takes. */
  static final int MOST_EXPERIMENTS = 5;

  private static final String EXPERIMENTS = "resume_from";
  private static final String TRIALS = "resume_trials";
  private static final Pattern TRIAL =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,199}_(0|[1-9][0-9]{0,8})");

  private ResumeReader() {}

  /**
   * The ids of the experiments under {@code resume_from}.
   *
   * @param name the file's own id, where it gives one
   */
  static List<String> experiments(MappingSettings additions, Optional<String> name) {
    Map<String, Scalar> ids = texts(additions, EXPERIMENTS, "ids of experiments");
    List<String> usable = new ArrayList<>();
    ids.forEach(
        (id, place) -> {
          if (!ExperimentIds.valid(id)) {
            additions.problemAt(
                place.line(),
                EXPERIMENTS,
                "\"%s\" cannot be an experiment's id; it must have %s"
                    .formatted(Sentences.shorten(id), ExperimentIds.RULE));
          } else if (name.filter(id::equals).isPresent()) {
            additions.problemAt(
                place.line(), EXPERIMENTS, id + " is this experiment itself; name earlier ones");
          } else {
            usable.add(id);
          }
        });
    if (ids.size() > MOST_EXPERIMENTS) {
      additions.problem(
          EXPERIMENTS,
          "holds %d experiments, and may hold %d".formatted(ids.size(), MOST_EXPERIMENTS));
    }
    return usable;
  }

  /**
   * The ids of the trials under {@code resume_trials}.
   *
   * @param asked whether no command runs the trials
   */
  static List<String> trials(MappingSettings additions, long maxTotalTrials, boolean asked) {
    Map<String, Scalar> ids = texts(additions, TRIALS, "ids of trials");
    ids.forEach(
        (id, place) -> {
          if (!TRIAL.matcher(id).matches()) {
            additions.problemAt(
                place.line(),
                TRIALS,
                "\"%s\" is no trial's id: expected EXPERIMENT_NUMBER, such as digits_3"
                    .formatted(Sentences.shorten(id)));
          }
        });
    if (asked && !ids.isEmpty()) {
      additions.problem(
          TRIALS,
          "goes on from the files of earlier attempts, which only a trial with a command is given;"
              + " enqueue the hyperparameters instead");
    }
    if (ids.size() > maxTotalTrials) {
      additions.warning(
          TRIALS,
          "holds %d trials, and the experiment ends after max_total_trials: %d"
              .formatted(ids.size(), maxTotalTrials));
    }
    return List.copyOf(ids.keySet());
  }

  /** The texts of a list, each with its place in the file; what is no text is a problem. */
  private static Map<String, Scalar> texts(MappingSettings additions, String key, String what) {
    Map<String, Scalar> texts = new LinkedHashMap<>();
    if (!additions.has(key)) {
      return texts;
    }
    for (Value value : additions.list(key).orElse(List.of())) {
      if (!(value instanceof Scalar scalar) || scalar.kind() == Kind.NOTHING) {
        additions.problemAt(
            value.line(), key, "must hold %s, not %s".formatted(what, value.describe()));
      } else if (texts.putIfAbsent(scalar.text(), scalar) != null) {
        additions.problemAt(
            value.line(), key, "holds %s twice".formatted(Sentences.shorten(scalar.text())));
      }
    }
    return texts;
  }
}
