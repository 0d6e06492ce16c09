package io.trialstream.topics;

import io.trialstream.avro.Parameter;
import io.trialstream.sampling.ParameterValue;
import java.util.List;

/** Hyperparameters as the topics carry them and as the core knows them. */
public final class Parameters {
  private Parameters() {}

  /** The hyperparameters, in their order, for a record. */
  public static List<Parameter> toAvro(List<io.trialstream.sampling.Parameter> parameters) {
    return parameters.stream().map(p -> new Parameter(p.name(), plain(p.value()))).toList();
  }

  /**
   * The hyperparameters of a record, in their order.
   *
   * @throws IllegalArgumentException where a value is of no type that the schema knows
   */
  public static List<io.trialstream.sampling.Parameter> fromAvro(List<Parameter> parameters) {
    return parameters.stream()
        .map(
            p ->
                new io.trialstream.sampling.Parameter(
                    p.getName(), value(p.getName(), p.getValue())))
        .toList();
  }

  private static Object plain(ParameterValue value) {
    if (value instanceof ParameterValue.Whole whole) {
      return whole.value();
    } else if (value instanceof ParameterValue.Real real) {
      return real.value();
    } else if (value instanceof ParameterValue.Text text) {
      return text.value();
    } else if (value instanceof ParameterValue.Flag flag) {
      return flag.value();
    }
    throw new IllegalArgumentException("No schema type for " + value);
  }

  private static ParameterValue value(String name, Object plain) {
    if (plain instanceof Long whole) {
      return new ParameterValue.Whole(whole);
    } else if (plain instanceof Double real) {
      return new ParameterValue.Real(real);
    } else if (plain instanceof CharSequence text) {
      return new ParameterValue.Text(text.toString());
    } else if (plain instanceof Boolean flag) {
      return new ParameterValue.Flag(flag);
    }
    throw new IllegalArgumentException(
        "Parameter %s has a value of %s, where a long, a double, a string or a boolean was expected"
            .formatted(name, plain.getClass()));
  }
}
