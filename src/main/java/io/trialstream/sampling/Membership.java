package io.trialstream.sampling;

import io.trialstream.sampling.Expression.Choice;
import io.trialstream.sampling.Expression.LogNormal;
import io.trialstream.sampling.Expression.LogUniform;
import io.trialstream.sampling.Expression.Normal;
import io.trialstream.sampling.Expression.QLogNormal;
import io.trialstream.sampling.Expression.QLogUniform;
import io.trialstream.sampling.Expression.QNormal;
import io.trialstream.sampling.Expression.QUniform;
import io.trialstream.sampling.Expression.RandInt;
import io.trialstream.sampling.Expression.Uniform;
import io.trialstream.sampling.ParameterValue.Real;
import io.trialstream.sampling.ParameterValue.Text;
import io.trialstream.sampling.ParameterValue.Whole;
import io.trialstream.settings.Sentences;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Which values are an expression's. */
final class Membership {
  /** Values of a choice that a sentence names. */
  private static final int MOST_NAMED = 10;

  private Membership() {}

  /** {@link Expression#own}. */
  static Optional<ParameterValue> of(Expression expression, ParameterValue value) {
    if (expression instanceof Choice choice) {
      return among(choice.values(), value);
    }
    OptionalDouble given = number(value);
    if (given.isEmpty()) {
      return Optional.empty();
    }
    double number = given.getAsDouble();
    if (expression instanceof RandInt whole) {
      return number == Math.rint(number) && number >= 0 && number < whole.upper()
          ? Optional.of(new Whole((long) number))
          : Optional.empty();
    }
    return holds(expression, number) ? Optional.of(new Real(number + 0.0)) : Optional.empty();
  }

  /** The value itself or, where no other is equal to it, the number of another type. */
  private static Optional<ParameterValue> among(List<ParameterValue> values, ParameterValue value) {
    if (values.contains(value)) {
      return Optional.of(value);
    }
    OptionalDouble number = number(value);
    return number.isEmpty()
        ? Optional.empty()
        : values.stream().filter(each -> number(each).equals(number)).findFirst();
  }

  private static OptionalDouble number(ParameterValue value) {
    if (value instanceof Whole whole) {
      return OptionalDouble.of(whole.value());
    }
    return value instanceof Real real ? OptionalDouble.of(real.value()) : OptionalDouble.empty();
  }

  private static boolean holds(Expression expression, double number) {
    if (expression instanceof Uniform e) {
      return e.min() <= number && number <= e.max();
    } else if (expression instanceof LogUniform e) {
      return inside(number, e.min(), e.max());
    } else if (expression instanceof QUniform e) {
      return number == Multiples.of(e.q()).nearest(number, e.min(), e.max());
    } else if (expression instanceof QLogUniform e) {
      double low = StrictMath.exp(e.min());
      double high = StrictMath.exp(e.max());
      return number == Multiples.of(e.q()).nearest(number, low, high);
    } else if (expression instanceof QNormal e) {
      return isMultiple(number, e.q());
    } else if (expression instanceof QLogNormal e) {
      return number >= 0 && isMultiple(number, e.q());
    }
    return expression instanceof Normal || number > 0;
  }

  /** The logarithm of a bound that a person wrote may lie a rounding beside the bound itself. */
  private static boolean inside(double number, double min, double max) {
    double logarithm = StrictMath.log(number);
    return (StrictMath.exp(min) <= number && number <= StrictMath.exp(max))
        || (min <= logarithm && logarithm <= max);
  }

  private static boolean isMultiple(double number, double q) {
    return Double.isFinite(number / q) && number == Multiples.of(q).nearest(number);
  }

  /** {@link Expression#expected}. */
  static String expected(Expression expression) {
    if (expression instanceof Choice choice) {
      return expected(choice.values());
    } else if (expression instanceof RandInt e) {
      return "a whole number from 0 to " + (e.upper() - 1);
    } else if (expression instanceof Uniform e) {
      return between("a number", e.min(), e.max());
    } else if (expression instanceof LogUniform e) {
      return between("a number", StrictMath.exp(e.min()), StrictMath.exp(e.max()));
    } else if (expression instanceof QUniform e) {
      return between(multiple(e.q()), e.min(), e.max());
    } else if (expression instanceof QLogUniform e) {
      return between(multiple(e.q()), StrictMath.exp(e.min()), StrictMath.exp(e.max()));
    } else if (expression instanceof QNormal e) {
      return multiple(e.q());
    } else if (expression instanceof QLogNormal e) {
      return multiple(e.q()) + ", 0 or above";
    }
    return expression instanceof LogNormal ? "a number above 0" : "a number";
  }

  private static String expected(List<ParameterValue> values) {
    List<String> named =
        new ArrayList<>(values.stream().limit(MOST_NAMED).map(Membership::shown).toList());
    if (values.size() > MOST_NAMED) {
      named.add("one of " + (values.size() - MOST_NAMED) + " more");
    }
    return Sentences.or(named);
  }

  /** As a file writes it. */
  private static String shown(ParameterValue value) {
    return value instanceof Text text
        ? '"' + Sentences.shorten(text.value()) + '"'
        : value instanceof ParameterValue.Flag flag ? Boolean.toString(flag.value()) : value.text();
  }

  private static String between(String what, double min, double max) {
    return "%s from %s to %s".formatted(what, Numbers.text(min), Numbers.text(max));
  }

  private static String multiple(double q) {
    return "a multiple of " + Numbers.text(q);
  }
}
