package io.trialstream.sampling;

import io.trialstream.sampling.Expression.Choice;
import io.trialstream.settings.Value;
import io.trialstream.settings.Value.Scalar;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the values of a choice. */
final class Choices {
  private Choices() {}

  /** Where the checks put what is wrong with an item, with its line. */
  interface ItemRemarks {
    /**
     * Records a problem.
     *
     * @param line the item's line; 0 where it concerns the values as a whole
     * @param sentence what is wrong
     */
    void problem(int line, String sentence);
  }

  /** The choice among these values; empty where a problem was recorded. */
  static Optional<Expression> of(List<Value> values, ItemRemarks remarks) {
    if (values.isEmpty()) {
      remarks.problem(0, "must hold at least one value");
      return Optional.empty();
    }
    Set<ParameterValue> distinct = new LinkedHashSet<>();
    boolean usable = true;
    for (Value value : values) {
      Optional<ParameterValue> parameter = parameter(value, remarks);
      if (parameter.isEmpty()) {
        usable = false;
      } else if (!distinct.add(parameter.get())) {
        remarks.problem(value.line(), "must differ, but " + value.describe() + " is there twice");
        usable = false;
      }
    }
    return usable ? Optional.of(new Choice(List.copyOf(distinct))) : Optional.empty();
  }

  private static Optional<ParameterValue> parameter(Value value, ItemRemarks remarks) {
    if (!(value instanceof Scalar scalar)) {
      remarks.problem(
          value.line(),
          "must be numbers, texts, true or false, not "
              + value.describe()
              + "; give what is nested a name and let the script look it up");
      return Optional.empty();
    }
    Optional<ParameterValue> parameter = ParameterValues.of(scalar);
    if (parameter.isEmpty()) {
      remarks.problem(
          value.line(),
          "must be texts, true, false, or numbers that 64 bits can hold, not " + value.describe());
    }
    return parameter;
  }
}
