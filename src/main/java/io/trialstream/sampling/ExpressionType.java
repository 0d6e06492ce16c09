package io.trialstream.sampling;

import io.trialstream.settings.Sentences;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The expressions that an experiment file can name, and the numbers that each takes. */
enum ExpressionType {
  CHOICE("values"),
  RANDINT("upper"),
  UNIFORM("min_value", "max_value"),
  LOGUNIFORM("min_value", "max_value"),
  QUNIFORM("min_value", "max_value", "q"),
  QLOGUNIFORM("min_value", "max_value", "q"),
  NORMAL("mu", "sigma"),
  LOGNORMAL("mu", "sigma"),
  QNORMAL("mu", "sigma", "q"),
  QLOGNORMAL("mu", "sigma", "q");

  private final List<String> arguments;

  ExpressionType(String... arguments) {
    this.arguments = List.of(arguments);
  }

  /** Its arguments, in the order of the positional form. */
  List<String> arguments() {
    return arguments;
  }

  /** The name in the file. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** All names. */
  static List<String> names() {
    return Arrays.stream(values()).map(ExpressionType::text).toList();
  }

  /** The type of that name, in capitals or not. */
  static Optional<ExpressionType> of(String name) {
    return Arrays.stream(values()).filter(type -> type.text().equalsIgnoreCase(name)).findFirst();
  }

  /** The sentence that says that no expression has this name. */
  static String unknown(String name) {
    return "must be %s, not \"%s\"%s"
        .formatted(Sentences.or(names()), Sentences.shorten(name), Sentences.hint(name, names()));
  }

  /** Whether it lies between a lowest and a highest value, its first two arguments. */
  boolean isBounded() {
    return arguments.contains("min_value");
  }
}
