package io.trialstream.experiment;

import io.trialstream.sampling.Expression;
import io.trialstream.sampling.Parameter;
import io.trialstream.sampling.ParameterValue;
import io.trialstream.sampling.ParameterValue.Text;
import io.trialstream.sampling.ParameterValues;
import io.trialstream.sampling.SearchSpace;
import io.trialstream.sampling.SearchSpace.Dimension;
import io.trialstream.settings.MappingSettings;
import io.trialstream.settings.Sentences;
import io.trialstream.settings.Value;
import io.trialstream.settings.Value.Entry;
import io.trialstream.settings.Value.Kind;
import io.trialstream.settings.Value.Mapping;
import io.trialstream.settings.Value.Scalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code enqueue}: points of the search space that are suggested first. */
final class PointsReader {
  private static final String KEY = "enqueue";

  private final MappingSettings additions;
  private final List<String> names;
  private final SearchSpace space;

  private PointsReader(MappingSettings additions, List<String> names, SearchSpace space) {
    this.additions = additions;
    this.names = names;
    this.space = space;
  }

  /**
   * The points, each with its hyperparameters in the space's order; those that have a problem are
   * left out.
   *
   * @param names all hyperparameters, those too whose expression has a problem
   */
  static List<List<Parameter>> read(
      MappingSettings additions, List<String> names, SearchSpace space, long maxTotalTrials) {
    if (!additions.has(KEY)) {
      return List.of();
    }
    PointsReader reader = new PointsReader(additions, names, space);
    List<List<Parameter>> points = new ArrayList<>();
    for (Value value : additions.list(KEY).orElse(List.of())) {
      reader.point(value).ifPresent(points::add);
    }
    if (points.size() > maxTotalTrials) {
      additions.warning(
          KEY,
          "holds %d points, and the experiment ends after max_total_trials: %d"
              .formatted(points.size(), maxTotalTrials));
    }
    return points;
  }

  private Optional<List<Parameter>> point(Value value) {
    if (!(value instanceof Mapping mapping)) {
      additions.problemAt(
          value.line(),
          KEY,
          "must hold points, each a mapping of every hyperparameter to its value, not "
              + value.describe());
      return Optional.empty();
    }
    Map<String, Entry> entries = mapping.entries();
    entries.forEach(this::checkName);
    List<String> missing = names.stream().filter(name -> !entries.containsKey(name)).toList();
    if (!missing.isEmpty()) {
      additions.problemAt(
          mapping.line(),
          KEY,
          "has a point without a value of %s; a point needs one of each hyperparameter"
              .formatted(Sentences.shorten(String.join(", ", missing))));
    }
    List<Parameter> point = new ArrayList<>();
    for (Dimension dimension : space.dimensions()) {
      Optional.ofNullable(entries.get(dimension.name()))
          .flatMap(entry -> parameter(dimension, entry.value()))
          .ifPresent(point::add);
    }
    return point.size() == space.dimensions().size() ? Optional.of(point) : Optional.empty();
  }

  private void checkName(String name, Entry entry) {
    if (!names.contains(name)) {
      additions.problemAt(
          entry.line(),
          key(name),
          "is no hyperparameter of the search space"
              + Sentences.nearest(name, names)
                  .map(near -> "; the nearest one is " + near)
                  .orElse(""));
    }
  }

  private Optional<Parameter> parameter(Dimension dimension, Value value) {
    Optional<ParameterValue> own =
        value instanceof Scalar scalar
            ? ParameterValues.of(scalar).flatMap(dimension.expression()::own)
            : Optional.empty();
    if (own.isEmpty()) {
      additions.problemAt(
          value.line(),
          key(dimension.name()),
          "must be %s, as %s gives it, not %s%s"
              .formatted(
                  dimension.expression().expected(),
                  dimension.expression().name(),
                  value.describe(),
                  hint(dimension.expression(), value)));
    }
    return own.map(parameter -> new Parameter(dimension.name(), parameter));
  }

  private static String hint(Expression expression, Value value) {
    return expression instanceof Expression.Choice choice
            && value instanceof Scalar scalar
            && scalar.kind() == Kind.TEXT
        ? Sentences.hint(
            scalar.text(),
            choice.values().stream()
                .filter(Text.class::isInstance)
                .map(ParameterValue::text)
                .filter(text -> !text.equals(scalar.text()))
                .toList())
        : "";
  }

  private static String key(String name) {
    return KEY + "." + name;
  }
}
