package io.trialstream.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
import io.trialstream.sampling.ParameterValue.Flag;
import io.trialstream.sampling.ParameterValue.Real;
import io.trialstream.sampling.ParameterValue.Text;
import io.trialstream.sampling.ParameterValue.Whole;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExpressionTest {
  private static final double ALMOST_0 = Double.MIN_VALUE;
  private static final double ALMOST_1 = Math.nextDown(1.0);

  @Test
  void choiceGivesEachValueAnEqualShare() {
    // Given
    Choice choice = new Choice(List.of(new Whole(1), new Text("1"), new Flag(true), new Real(1.0)));

    // When, Then
    assertThat(choice.quantile(ALMOST_0)).isEqualTo(new Whole(1));
    assertThat(choice.quantile(0.2499)).isEqualTo(new Whole(1));
    assertThat(choice.quantile(0.25)).isEqualTo(new Text("1"));
    assertThat(choice.quantile(0.5)).isEqualTo(new Flag(true));
    assertThat(choice.quantile(ALMOST_1)).isEqualTo(new Real(1.0));
  }

  @Test
  void randintGivesWholeNumbersBelowItsUpperEnd() {
    assertThat(new RandInt(3).quantile(ALMOST_0)).isEqualTo(new Whole(0));
    assertThat(new RandInt(3).quantile(0.34)).isEqualTo(new Whole(1));
    assertThat(new RandInt(3).quantile(ALMOST_1)).isEqualTo(new Whole(2));
    assertThat(new RandInt(1).quantile(ALMOST_1)).isEqualTo(new Whole(0));
    assertThat(new RandInt(Expressions.HIGHEST_UPPER).quantile(ALMOST_1))
        .isEqualTo(new Whole(Expressions.HIGHEST_UPPER - 1));
  }

  @Test
  void boundedValuesStayInsideTheirBounds() {
    for (double u : new double[] {ALMOST_0, 0x1p-53, 0.1, 0.5, 0.9, ALMOST_1}) {
      assertThat(real(new Uniform(0.1, 0.7), u)).isBetween(0.1, 0.7);
      assertThat(real(new Uniform(-Double.MAX_VALUE, Double.MAX_VALUE), u)).isFinite();
      assertThat(real(new Uniform(0.3, 0.3), u)).isEqualTo(0.3);
      assertThat(real(new LogUniform(-6, -1), u)).isBetween(Math.exp(-6), Math.exp(-1));
      assertThat(real(new QUniform(0.15, 0.95, 0.1), u)).isBetween(0.2, 0.9);
      assertThat(real(new QUniform(-7, 7, 5), u)).isIn(-5.0, 0.0, 5.0);
      assertThat(real(new QLogUniform(0, Math.log(10.5), 2), u)).isIn(2.0, 4.0, 6.0, 8.0, 10.0);
    }
  }

  @Test
  void unboundedValuesAreFiniteAtEveryShare() {
    for (double u : new double[] {ALMOST_0, 0x1p-53, 0.5, ALMOST_1}) {
      assertThat(real(new Normal(3, 2), u)).isFinite();
      assertThat(real(new LogNormal(0, 80), u)).isFinite().isPositive();
      assertThat(real(new QNormal(0, 1, 0.25), u)).isFinite();
      assertThat(real(new QLogNormal(0, 1, 0.25), u)).isFinite().isNotNegative();
    }
  }

  @Test
  void multiplesAreDecimalAndHalvesGoToTheEvenOne() {
    assertThat(Multiples.of(0.1).nearest(0.3)).isEqualTo(0.3);
    assertThat(Multiples.of(0.1).nearest(0.7000000000000001)).isEqualTo(0.7);
    assertThat(Multiples.of(1).nearest(0.5)).isEqualTo(0.0);
    assertThat(Multiples.of(1).nearest(1.5)).isEqualTo(2.0);
    assertThat(Multiples.of(1).nearest(2.5)).isEqualTo(2.0);
    assertThat(Multiples.of(5).nearest(-12.5)).isEqualTo(-10.0);
    assertThat(Multiples.of(1e-5).nearest(0.000012)).isEqualTo(0.00001);
  }

  @Test
  void aValueOfZeroIsNeverMinusZero() {
    double value = Multiples.of(1).nearest(-0.2);
    assertThat(Double.doubleToRawLongBits(value)).isZero();
    assertThat(Double.doubleToRawLongBits(real(new Uniform(-1, 1), 0.5))).isZero();
  }

  @Test
  void medianAndSpreadAreThoseOfTheParameters() {
    assertThat(real(new Normal(3, 2), 0.5)).isEqualTo(3.0);
    assertThat(real(new Normal(3, 2), 0.841344746068543)).isCloseTo(5.0, within(1e-9));
    assertThat(real(new LogNormal(1, 2), 0.5)).isCloseTo(Math.E, within(1e-12));
    assertThat(real(new LogUniform(-2, 4), 0.5)).isCloseTo(Math.E, within(1e-12));
  }

  private static double real(Expression expression, double u) {
    return ((Real) expression.quantile(u)).value();
  }
}
