package io.trialstream.sampling;

import io.trialstream.sampling.ParameterValue.Real;
import io.trialstream.sampling.ParameterValue.Whole;
import java.util.List;
import java.util.Optional;

/**
 * How the values of a hyperparameter are distributed; immutable and checked by {@link Expressions}.
 * All parameters are finite; {@code min} is at most {@code max}, {@code sigma} and {@code q} are
 * above 0, and every value that can be drawn is finite.
 */
public sealed interface Expression {

  /** The name that the experiment file uses, such as {@code loguniform}. */
  String name();

  /**
   * The value below which a share {@code u} of the distribution lies.
   *
   * @param u strictly between 0 and 1
   */
  ParameterValue quantile(double u);

  /**
   * The inverse of {@link #quantile}: the share of the distribution below a value, and where a
   * range of shares gives the value, the middle of that range. A number that the expression never
   * gives counts as the nearest one that it does.
   *
   * @return strictly between 0 and 1
   * @throws IllegalArgumentException where the value is no number and the expression gives numbers,
   *     or is none of a choice's values
   */
  double share(ParameterValue value);

  /**
   * The value as this expression gives it: the same, but for a number of another type ({@code 1}
   * for {@code 1.0}); empty where it never gives such a value. Of unbounded distributions, however
   * far away it lies.
   */
  default Optional<ParameterValue> own(ParameterValue value) {
    return Membership.of(this, value);
  }

  /** What values it gives, for a sentence: {@code a number from 0 to 1}. */
  default String expected() {
    return Membership.expected(this);
  }

  /** One of the values, each as likely as another; at least one, no two equal. */
  record Choice(List<ParameterValue> values) implements Expression {
    /** Copies the values. */
    public Choice {
      values = List.copyOf(values);
    }

    @Override
    public String name() {
      return "choice";
    }

    @Override
    public ParameterValue quantile(double u) {
      return values.get((int) Math.min(values.size() - 1.0, u * values.size()));
    }

    @Override
    public double share(ParameterValue value) {
      int index = values.indexOf(value);
      if (index < 0) {
        throw new IllegalArgumentException(value.text() + " is none of the choice's values");
      }
      return Shares.inside((index + 0.5) / values.size());
    }
  }

  /** A whole number from 0 to {@code upper - 1}. */
  record RandInt(long upper) implements Expression {
    @Override
    public String name() {
      return "randint";
    }

    @Override
    public ParameterValue quantile(double u) {
      return new Whole(Math.min(upper - 1, (long) (u * upper)));
    }

    @Override
    public double share(ParameterValue value) {
      double whole = Math.rint(Shares.number(value));
      return Shares.inside((Math.max(0, Math.min(upper - 1, whole)) + 0.5) / upper);
    }
  }

  /** Any number from {@code min} to {@code max}. */
  record Uniform(double min, double max) implements Expression {
    @Override
    public String name() {
      return "uniform";
    }

    @Override
    public ParameterValue quantile(double u) {
      return new Real(Quantiles.uniform(min, max, u));
    }

    @Override
    public double share(ParameterValue value) {
      return Shares.inside(Shares.uniform(min, max, Shares.number(value)));
    }
  }

  /** exp(uniform): {@code min} and {@code max} are natural logarithms. */
  record LogUniform(double min, double max) implements Expression {
    @Override
    public String name() {
      return "loguniform";
    }

    @Override
    public ParameterValue quantile(double u) {
      return new Real(StrictMath.exp(Quantiles.uniform(min, max, u)));
    }

    @Override
    public double share(ParameterValue value) {
      return Shares.inside(Shares.uniform(min, max, Shares.logarithm(Shares.number(value))));
    }
  }

  /** Uniform, rounded to the multiples of {@code q} that lie inside the bounds. */
  record QUniform(double min, double max, double q) implements Expression {
    @Override
    public String name() {
      return "quniform";
    }

    @Override
    public ParameterValue quantile(double u) {
      return new Real(Multiples.of(q).nearest(Quantiles.uniform(min, max, u), min, max));
    }

    @Override
    public double share(ParameterValue value) {
      return Multiples.of(q)
          .middle(Shares.number(value), min, max, edge -> Shares.uniform(min, max, edge));
    }
  }

  /** exp(uniform), rounded to the multiples of {@code q} between exp(min) and exp(max). */
  record QLogUniform(double min, double max, double q) implements Expression {
    @Override
    public String name() {
      return "qloguniform";
    }

    @Override
    public ParameterValue quantile(double u) {
      double value = StrictMath.exp(Quantiles.uniform(min, max, u));
      return new Real(Multiples.of(q).nearest(value, StrictMath.exp(min), StrictMath.exp(max)));
    }

    @Override
    public double share(ParameterValue value) {
      return Multiples.of(q)
          .middle(
              Shares.number(value),
              StrictMath.exp(min),
              StrictMath.exp(max),
              edge -> Shares.uniform(min, max, Shares.logarithm(edge)));
    }
  }

  /** The normal distribution. */
  record Normal(double mu, double sigma) implements Expression {
    @Override
    public String name() {
      return "normal";
    }

    @Override
    public ParameterValue quantile(double u) {
      return new Real(Quantiles.normal(mu, sigma, u));
    }

    @Override
    public double share(ParameterValue value) {
      return Shares.inside(Shares.normal(mu, sigma, Shares.number(value)));
    }
  }

  /** exp(normal): {@code mu} and {@code sigma} are those of the logarithm. */
  record LogNormal(double mu, double sigma) implements Expression {
    @Override
    public String name() {
      return "lognormal";
    }

    @Override
    public ParameterValue quantile(double u) {
      return new Real(StrictMath.exp(Quantiles.normal(mu, sigma, u)));
    }

    @Override
    public double share(ParameterValue value) {
      return Shares.inside(Shares.normal(mu, sigma, Shares.logarithm(Shares.number(value))));
    }
  }

  /** Normal, rounded to the multiples of {@code q}. */
  record QNormal(double mu, double sigma, double q) implements Expression {
    @Override
    public String name() {
      return "qnormal";
    }

    @Override
    public ParameterValue quantile(double u) {
      return new Real(Multiples.of(q).nearest(Quantiles.normal(mu, sigma, u)));
    }

    @Override
    public double share(ParameterValue value) {
      return Multiples.of(q).middle(Shares.number(value), edge -> Shares.normal(mu, sigma, edge));
    }
  }

  /** exp(normal), rounded to the multiples of {@code q}. */
  record QLogNormal(double mu, double sigma, double q) implements Expression {
    @Override
    public String name() {
      return "qlognormal";
    }

    @Override
    public ParameterValue quantile(double u) {
      return new Real(Multiples.of(q).nearest(StrictMath.exp(Quantiles.normal(mu, sigma, u))));
    }

    @Override
    public double share(ParameterValue value) {
      return Multiples.of(q)
          .middle(Shares.number(value), edge -> Shares.normal(mu, sigma, Shares.logarithm(edge)));
    }
  }
}
