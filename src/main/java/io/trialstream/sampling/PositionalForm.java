package io.trialstream.sampling;

import io.trialstream.sampling.PositionalParser.Call;
import io.trialstream.settings.Literals;
import io.trialstream.settings.MappingSettings;
import io.trialstream.settings.Value;
import io.trialstream.settings.Value.Kind;
import io.trialstream.settings.Value.Scalar;
import io.trialstream.settings.Value.Sequence;
import java.util.List;
import java.util.Optional;

/**
 * Expressions in HyperDrive's positional form, such as {@code uniform(0.1, 0.5)}. Bounds in the
 * wrong order are put right, as HyperDrive does.
 */
final class PositionalForm {
  private final MappingSettings space;
  private final String name;
  private final int line;

  private PositionalForm(MappingSettings space, String name, int line) {
    this.space = space;
    this.name = name;
    this.line = line;
  }

  /** Reads the expression of a hyperparameter; empty where a problem was recorded. */
  static Optional<Expression> read(MappingSettings space, String name, Scalar text) {
    try {
      Call call = PositionalParser.parse(space, text);
      return new PositionalForm(space, name, text.line()).expression(call);
    } catch (MalformedExpressionException e) {
      space.problemAt(text.line(), name, e.sentence());
      return Optional.empty();
    }
  }

  private Optional<Expression> expression(Call call) throws MalformedExpressionException {
    ExpressionType type =
        ExpressionType.of(call.name())
            .orElseThrow(
                () -> new MalformedExpressionException(ExpressionType.unknown(call.name())));
    if (type == ExpressionType.CHOICE) {
      return Choices.of(
          values(call.arguments()),
          (at, sentence) -> space.problemAt(line, name, "the values " + sentence));
    }
    double[] numbers = numbers(type, call.arguments());
    if (type.isBounded() && numbers[0] > numbers[1]) {
      space.warning(
          name,
          "the bounds stand in the wrong order; read as %s to %s"
              .formatted(Numbers.text(numbers[1]), Numbers.text(numbers[0])));
      double min = numbers[1];
      numbers[1] = numbers[0];
      numbers[0] = min;
    }
    return Expressions.of(type, numbers, remarks());
  }

  private static List<Value> values(List<Value> arguments) {
    return arguments.size() == 1 && arguments.get(0) instanceof Sequence sequence
        ? sequence.values()
        : arguments;
  }

  private Remarks remarks() {
    return new Remarks() {
      @Override
      public void problem(String argument, String sentence) {
        space.problemAt(line, name, argument + " " + sentence);
      }

      @Override
      public void warning(String sentence) {
        space.warning(name, sentence);
      }
    };
  }

  private static double[] numbers(ExpressionType type, List<Value> arguments)
      throws MalformedExpressionException {
    List<String> names = type.arguments();
    if (arguments.size() != names.size()) {
      throw new MalformedExpressionException(
          "%s takes %s, %s in number, not %s"
              .formatted(type.text(), String.join(", ", names), names.size(), arguments.size()));
    }
    double[] numbers = new double[names.size()];
    for (int i = 0; i < numbers.length; i++) {
      Value argument = arguments.get(i);
      boolean number =
          argument instanceof Scalar s && (s.kind() == Kind.WHOLE || s.kind() == Kind.REAL);
      numbers[i] = number ? Literals.number((Scalar) argument) : Double.NaN;
      if (!Double.isFinite(numbers[i])) {
        throw new MalformedExpressionException(
            "%s must be a finite number, not %s".formatted(names.get(i), argument.describe()));
      }
    }
    return numbers;
  }
}
