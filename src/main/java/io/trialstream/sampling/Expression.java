package io.trialstream.sampling;

import io.trialstream.sampling.ParameterValue.Real;
import io.trialstream.sampling.ParameterValue.Whole;
import java.util.List;

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
  }
}
