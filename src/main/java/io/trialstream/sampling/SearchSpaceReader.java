package io.trialstream.sampling;

import io.trialstream.sampling.PositionalForm.Call;
import io.trialstream.sampling.SearchSpace.Dimension;
import io.trialstream.settings.Literals;
import io.trialstream.settings.MappingSettings;
import io.trialstream.settings.Sentences;
import io.trialstream.settings.Value;
import io.trialstream.settings.Value.Kind;
import io.trialstream.settings.Value.Mapping;
import io.trialstream.settings.Value.Scalar;
import io.trialstream.settings.Value.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * Reads a search space: each hyperparameter's expression as a mapping with a {@code type}, or in
 * HyperDrive's positional form.
 */
public final class SearchSpaceReader {
  private static final Pattern NAME = Pattern.compile("[^\\s{}\\p{Cntrl}]{1,200}");
  private static final String EXAMPLE =
      "an expression such as {type: uniform, min_value: 0, max_value: 1} or uniform(0, 1)";

  private final MappingSettings space;

  private SearchSpaceReader(MappingSettings space) {
    this.space = space;
  }

  /** Reads the hyperparameters; those that have a problem are left out. */
  public static SearchSpace read(MappingSettings space) {
    SearchSpaceReader reader = new SearchSpaceReader(space);
    List<Dimension> dimensions = new ArrayList<>();
    for (String name : space.keys()) {
      reader.expression(name).ifPresent(e -> dimensions.add(new Dimension(name, e)));
    }
    return new SearchSpace(dimensions);
  }

  private Optional<Expression> expression(String name) {
    if (!NAME.matcher(name).matches()) {
      space.problem(
          name,
          "the name of a hyperparameter has 1 to 200 characters, without blanks and braces");
    }
    Value value = space.value(name).orElseThrow();
    if (value instanceof Mapping) {
      return space.mapping(name).flatMap(SearchSpaceReader::mappingForm);
    }
    if (value instanceof Scalar scalar && scalar.kind() == Kind.TEXT) {
      return positionalForm(name, scalar);
    }
    String hint =
        value instanceof Sequence
            ? "; for a list write {type: choice, values: [...]}"
            : "; for one fixed value write choice(" + Sentences.shorten(textOf(value)) + ")";
    space.problemAt(
        value.line(), name, "must be " + EXAMPLE + ", not " + value.describe() + hint);
    return Optional.empty();
  }

  private static String textOf(Value value) {
    return value instanceof Scalar scalar ? scalar.text() : "";
  }

  private static Optional<Expression> mappingForm(MappingSettings settings) {
    if (!settings.has("type")) {
      settings.problem("type", "is missing; it is " + Sentences.or(ExpressionType.names()));
    }
    Optional<ExpressionType> type =
        settings
            .text("type")
            .flatMap(
                name -> {
                  Optional<ExpressionType> known = ExpressionType.of(name);
                  if (known.isEmpty()) {
                    settings.problem("type", unknown(name));
                  }
                  return known;
                });
    if (type.isEmpty()) {
      settings.keys();
      return Optional.empty();
    }
    Remarks remarks = remarks(settings);
    return switch (type.get()) {
      case CHOICE ->
          choiceValues(settings)
              .flatMap(
                  values ->
                      Choices.of(
                          values,
                          (line, sentence) -> {
                            if (line > 0) {
                              settings.problemAt(line, "values", sentence);
                            } else {
                              settings.problem("values", sentence);
                            }
                          }));
      case RANDINT -> {
        Optional<double[]> numbers = numbers(settings, type.get());
        yield numbers.flatMap(n -> Expressions.randInt(n[0], remarks));
      }
      default -> numbers(settings, type.get()).flatMap(n -> Expressions.of(type.get(), n, remarks));
    };
  }

  private static String unknown(String name) {
    List<String> names = ExpressionType.names();
    return "must be "
        + Sentences.or(names)
        + ", not \""
        + Sentences.shorten(name)
        + "\""
        + Sentences.hint(name, names);
  }

  private static Remarks remarks(MappingSettings settings) {
    return new Remarks() {
      @Override
      public void problem(String argument, String sentence) {
        settings.problem(argument, sentence);
      }

      @Override
      public void warning(String argument, String sentence) {
        settings.warning(argument, sentence);
      }
    };
  }

  private static Optional<double[]> numbers(MappingSettings settings, ExpressionType type) {
    List<String> arguments = type.arguments();
    double[] numbers = new double[arguments.size()];
    boolean complete = true;
    for (int i = 0; i < numbers.length; i++) {
      String argument = arguments.get(i);
      if (!settings.has(argument)) {
        settings.problem(
            argument,
            "is missing; %s takes %s".formatted(type.text(), String.join(", ", arguments)));
      }
      OptionalDouble number = settings.number(argument);
      complete &= number.isPresent();
      numbers[i] = number.orElse(0);
    }
    return complete ? Optional.of(numbers) : Optional.empty();
  }

  private static Optional<List<Value>> choiceValues(MappingSettings settings) {
    Optional<Value> values = settings.value("values");
    if (values.isEmpty()) {
      settings.problem("values", "is missing; choice takes a list of values");
      return Optional.empty();
    }
    if (values.get() instanceof Scalar scalar && scalar.kind() == Kind.TEXT) {
      try {
        Call call = PositionalForm.parse(scalar.text(), scalar.line());
        if (call.name().equals("range")) {
          return Optional.of(PositionalForm.range(call.arguments(), scalar.line()).values());
        }
      } catch (MalformedExpressionException e) {
        settings.problemAt(
            scalar.line(), "values", "must be a list, or range(start, stop): " + e.sentence());
        return Optional.empty();
      }
    }
    return settings.list("values");
  }

  private Optional<Expression> positionalForm(String name, Scalar scalar) {
    try {
      return positionalForm(name, PositionalForm.parse(scalar.text(), scalar.line()), scalar);
    } catch (MalformedExpressionException e) {
      space.problemAt(scalar.line(), name, e.sentence());
      return Optional.empty();
    }
  }

  private Optional<Expression> positionalForm(String name, Call call, Scalar scalar)
      throws MalformedExpressionException {
    int line = scalar.line();
    ExpressionType type =
        ExpressionType.of(call.name())
            .orElseThrow(() -> new MalformedExpressionException(unknown(call.name())));
    if (type == ExpressionType.CHOICE) {
      List<Value> arguments = call.arguments();
      List<Value> values =
          arguments.size() == 1 && arguments.get(0) instanceof Sequence sequence
              ? sequence.values()
              : arguments;
      return Choices.of(
          values, (at, sentence) -> space.problemAt(line, name, "its values " + sentence));
    }
    double[] numbers = numbers(type, call.arguments());
    Remarks remarks =
        new Remarks() {
          @Override
          public void problem(String argument, String sentence) {
            space.problemAt(line, name, argument + " " + sentence);
          }

          @Override
          public void warning(String argument, String sentence) {
            space.warning(name, argument + " " + sentence);
          }
        };
    if (type == ExpressionType.RANDINT) {
      return Expressions.randInt(numbers[0], remarks);
    }
    if (type.arguments().contains("min_value") && numbers[0] > numbers[1]) {
      remarks.warning(
          "min_value",
          "stands behind max_value; read as %s to %s"
              .formatted(Numbers.text(numbers[1]), Numbers.text(numbers[0])));
      double min = numbers[1];
      numbers[1] = numbers[0];
      numbers[0] = min;
    }
    return Expressions.of(type, numbers, remarks);
  }

  private static double[] numbers(ExpressionType type, List<Value> arguments)
      throws MalformedExpressionException {
    List<String> names = type.arguments();
    if (arguments.size() != names.size()) {
      throw new MalformedExpressionException(
          "%s takes %d numbers (%s), not %d"
              .formatted(type.text(), names.size(), String.join(", ", names), arguments.size()));
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
