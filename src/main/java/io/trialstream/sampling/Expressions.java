package io.trialstream.sampling;

import io.trialstream.sampling.Expression.LogNormal;
import io.trialstream.sampling.Expression.LogUniform;
import io.trialstream.sampling.Expression.Normal;
import io.trialstream.sampling.Expression.QLogNormal;
import io.trialstream.sampling.Expression.QLogUniform;
import io.trialstream.sampling.Expression.QNormal;
import io.trialstream.sampling.Expression.QUniform;
import io.trialstream.sampling.Expression.RandInt;
import io.trialstream.sampling.Expression.Uniform;
import java.util.Locale;
import java.util.Optional;

/** Makes expressions from their numbers, and checks that every value they can draw is usable. */
final class Expressions {
  /** Above this, not every whole number is a double. */
  static final long HIGHEST_UPPER = 1L << 53;

  private Expressions() {}

  /**
   * An expression of numbers.
   *
   * @param type any but {@code choice}
   * @param numbers its arguments, finite, in the order of the positional form
   */
  static Optional<Expression> of(ExpressionType type, double[] numbers, Remarks remarks) {
    return switch (type) {
      case CHOICE -> throw new IllegalArgumentException("a choice is not made of numbers");
      case RANDINT -> randInt(numbers[0], remarks);
      case UNIFORM, LOGUNIFORM, NORMAL, LOGNORMAL -> any(type, numbers, remarks);
      case QUNIFORM, QLOGUNIFORM, QNORMAL, QLOGNORMAL -> {
        if (numbers[2] <= 0) {
          remarks.problem("q", "must be above 0, not " + Numbers.text(numbers[2]));
          yield Optional.empty();
        }
        yield any(type, numbers, remarks);
      }
    };
  }

  private static Optional<Expression> any(ExpressionType type, double[] numbers, Remarks remarks) {
    boolean stepped = numbers.length > 2;
    double q = stepped ? numbers[2] : 1;
    return type.isBounded()
        ? bounded(type, numbers[0], numbers[1], q, stepped, remarks)
        : normal(type, numbers[0], numbers[1], q, stepped, remarks);
  }

  private static Optional<Expression> randInt(double upper, Remarks remarks) {
    if (upper != Math.rint(upper) || upper < 1 || upper > HIGHEST_UPPER) {
      remarks.problem(
          "upper",
          "must be a whole number from 1 to " + HIGHEST_UPPER + ", not " + Numbers.text(upper));
      return Optional.empty();
    }
    return Optional.of(new RandInt((long) upper));
  }

  private static Optional<Expression> bounded(
      ExpressionType type, double min, double max, double q, boolean stepped, Remarks remarks) {
    if (min > max) {
      remarks.problem(
          "min_value",
          "must not be above max_value: %s is above %s"
              .formatted(Numbers.text(min), Numbers.text(max)));
      return Optional.empty();
    }
    boolean logarithms = type == ExpressionType.LOGUNIFORM || type == ExpressionType.QLOGUNIFORM;
    double low = logarithms ? StrictMath.exp(min) : min;
    double high = logarithms ? StrictMath.exp(max) : max;
    if (Double.isInfinite(high)) {
      remarks.problem(
          "max_value",
          "is a natural logarithm, and exp(%s) is more than a number can hold; write the logarithm"
                  .formatted(Numbers.text(max))
              + " of the highest value");
      return Optional.empty();
    }
    if (logarithms && min > 0) {
      remarks.warning(logarithmsMeant(min, max, low, high));
    }
    if (stepped && !usable(Math.max(Math.abs(low), Math.abs(high)), q, remarks)) {
      return Optional.empty();
    }
    if (stepped && !Multiples.of(q).anyIn(low, high)) {
      remarks.problem(
          "q",
          "has no multiple between the bounds: none of %s lies from %s to %s"
              .formatted(Numbers.text(q), Numbers.text(low), Numbers.text(high)));
      return Optional.empty();
    }
    return Optional.of(
        switch (type) {
          case UNIFORM -> new Uniform(min, max);
          case LOGUNIFORM -> new LogUniform(min, max);
          case QUNIFORM -> new QUniform(min, max, q);
          default -> new QLogUniform(min, max, q);
        });
  }

  private static String logarithmsMeant(double min, double max, double low, double high) {
    return String.format(
        Locale.ROOT,
        "min_value and max_value are natural logarithms: the values lie from %.4g to %.4g; if"
            + " values from %s to %s are meant, write %.4g and %.4g",
        low,
        high,
        Numbers.text(min),
        Numbers.text(max),
        StrictMath.log(min),
        StrictMath.log(max));
  }

  private static Optional<Expression> normal(
      ExpressionType type, double mu, double sigma, double q, boolean stepped, Remarks remarks) {
    if (sigma <= 0) {
      remarks.problem("sigma", "must be above 0, not " + Numbers.text(sigma));
      return Optional.empty();
    }
    boolean logarithms = type == ExpressionType.LOGNORMAL || type == ExpressionType.QLOGNORMAL;
    double lowest = Quantiles.normal(mu, sigma, Quantiles.SMALLEST);
    double highest = Quantiles.normal(mu, sigma, Quantiles.LARGEST);
    double far =
        logarithms ? StrictMath.exp(highest) : Math.max(Math.abs(lowest), Math.abs(highest));
    if (Double.isInfinite(far)) {
      remarks.problem(
          "sigma",
          logarithms
              ? "is too large: mu and sigma are those of the natural logarithm, and the highest"
                  + " values are more than a number can hold"
              : "is too large: the highest values are more than a number can hold");
      return Optional.empty();
    }
    if (stepped && !usable(far, q, remarks)) {
      return Optional.empty();
    }
    return Optional.of(
        switch (type) {
          case NORMAL -> new Normal(mu, sigma);
          case LOGNORMAL -> new LogNormal(mu, sigma);
          case QNORMAL -> new QNormal(mu, sigma, q);
          default -> new QLogNormal(mu, sigma, q);
        });
  }

  /** Whether the count of steps to the farthest value, and the next multiple, are finite. */
  private static boolean usable(double far, double q, Remarks remarks) {
    if (Double.isInfinite(far / q)) {
      remarks.problem(
          "q",
          "is too small for the values: %s divided by %s is more than a number can hold"
              .formatted(Numbers.text(far), Numbers.text(q)));
      return false;
    }
    if (Double.isInfinite(far + q)) {
      remarks.problem("q", "is too large: its multiples are more than a number can hold");
      return false;
    }
    return true;
  }
}
