package io.trialstream.sampling;

/** The value of one hyperparameter. {@code 1}, {@code 1.0}, {@code "1"} and {@code true} differ. */
public sealed interface ParameterValue {

  /** A whole number. */
  record Whole(long value) implements ParameterValue {
    @Override
    public String text() {
      return Long.toString(value);
    }
  }

  /** A finite real number. */
  record Real(double value) implements ParameterValue {
    @Override
    public String text() {
      return Numbers.text(value);
    }
  }

  /** A string. */
  record Text(String value) implements ParameterValue {
    @Override
    public String text() {
      return value;
    }
  }

  /** True or false. */
  record Flag(boolean value) implements ParameterValue {
    @Override
    public String text() {
      return value ? "True" : "False";
    }
  }

  /**
   * The value as a command line prints it: whole values without {@code .0}, booleans as {@code
   * True} and {@code False}, other numbers in the shortest form that reads back the same.
   */
  String text();
}
