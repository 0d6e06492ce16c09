package io.trialstream.sampling;

import io.trialstream.settings.MappingSettings;
import io.trialstream.settings.Sentences;
import io.trialstream.settings.Value;
import io.trialstream.settings.Value.Kind;
import io.trialstream.settings.Value.Scalar;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Expressions as mappings, such as {@code {type: uniform, min_value: 0.1, max_value: 0.5}}. */
final class MappingForm {
  private final MappingSettings settings;

  private MappingForm(MappingSettings settings) {
    this.settings = settings;
  }

  /** Reads an expression; empty where a problem was recorded. */
  static Optional<Expression> read(MappingSettings settings) {
    return new MappingForm(settings).expression();
  }

  private Optional<Expression> expression() {
    if (!settings.has("type")) {
      settings.problem("type", "is missing; it must be " + Sentences.or(ExpressionType.names()));
    }
    Optional<String> name = settings.text("type");
    Optional<ExpressionType> type = name.flatMap(ExpressionType::of);
    if (type.isEmpty()) {
      name.ifPresent(unknown -> settings.problem("type", ExpressionType.unknown(unknown)));
      settings.acceptAll();
      return Optional.empty();
    }
    return type.get() == ExpressionType.CHOICE
        ? values().flatMap(values -> Choices.of(values, this::problemOfItem))
        : numbers(type.get()).flatMap(numbers -> Expressions.of(type.get(), numbers, remarks()));
  }

  private void problemOfItem(int line, String sentence) {
    if (line > 0) {
      settings.problemAt(line, "values", sentence);
    } else {
      settings.problem("values", sentence);
    }
  }

  private Remarks remarks() {
    return new Remarks() {
      @Override
      public void problem(String argument, String sentence) {
        settings.problem(argument, sentence);
      }

      @Override
      public void warning(String sentence) {
        settings.warning("", sentence);
      }
    };
  }

  private Optional<double[]> numbers(ExpressionType type) {
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

  private Optional<List<Value>> values() {
    Optional<Value> values = settings.value("values");
    if (values.isEmpty()) {
      settings.problem("values", "is missing; choice takes a list of values");
      return Optional.empty();
    }
    return values.get() instanceof Scalar scalar && scalar.kind() == Kind.TEXT
        ? range(scalar)
        : settings.list("values");
  }

  private Optional<List<Value>> range(Scalar text) {
    try {
      return Optional.of(PositionalParser.parseValues(settings, text));
    } catch (MalformedExpressionException e) {
      settings.problemAt(text.line(), "values", e.sentence());
      return Optional.empty();
    }
  }
}
