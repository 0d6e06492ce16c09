package io.trialstream.sampling;

import io.trialstream.sampling.SearchSpace.Dimension;
import io.trialstream.settings.MappingSettings;
import io.trialstream.settings.Value;
import io.trialstream.settings.Value.Kind;
import io.trialstream.settings.Value.Mapping;
import io.trialstream.settings.Value.Scalar;
import io.trialstream.settings.Value.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads a search space: each hyperparameter's expression as a mapping with a {@code type}, or in
 * HyperDrive's positional form.
 */
public final class SearchSpaceReader {
  private static final Pattern NAME = Pattern.compile("[^\\s{}\\p{Cntrl}]{1,200}");

  private SearchSpaceReader() {}

  /** Reads the hyperparameters; those that have a problem are left out. */
  public static SearchSpace read(MappingSettings space) {
    List<Dimension> dimensions = new ArrayList<>();
    for (String name : space.keys()) {
      if (!NAME.matcher(name).matches()) {
        space.problem(
            name,
            "the name of a hyperparameter has 1 to 200 characters, without blanks and braces");
      }
      expression(space, name).ifPresent(e -> dimensions.add(new Dimension(name, e)));
    }
    return new SearchSpace(dimensions);
  }

  private static Optional<Expression> expression(MappingSettings space, String name) {
    Value value = space.value(name).orElseThrow();
    if (value instanceof Mapping) {
      return space.mapping(name).flatMap(MappingForm::read);
    }
    if (value instanceof Scalar scalar && scalar.kind() == Kind.TEXT) {
      return PositionalForm.read(space, name, scalar);
    }
    space.problemAt(
        value.line(),
        name,
        "must be an expression such as {type: uniform, min_value: 0, max_value: 1} or"
            + " uniform(0, 1), not "
            + value.describe()
            + hint(value));
    return Optional.empty();
  }

  private static String hint(Value value) {
    if (value instanceof Sequence) {
      return "; a list of values is {type: choice, values: [...]}";
    }
    return value instanceof Scalar scalar && scalar.kind() != Kind.NOTHING
        ? "; one fixed value is choice(" + value.describe() + ")"
        : "";
  }
}
