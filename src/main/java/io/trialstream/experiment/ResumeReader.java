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

/** Reads what earlier experiments an experiment starts from. */
final class ResumeReader {
  /** As many as HyperDrive takes. */
  static final int MOST_EXPERIMENTS = 5;

  private static final String EXPERIMENTS = "resume_from";

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
