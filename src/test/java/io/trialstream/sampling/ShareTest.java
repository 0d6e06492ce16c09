package io.trialstream.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
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
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The inverse of the quantile function. */
class ShareTest {

  static Stream<Expression> discrete() {
    return Stream.of(
        new Choice(List.of(new Whole(1), new Text("1"), new Flag(true), new Real(1.0))),
        new Choice(List.of(new Text("alone"))),
        new RandInt(1),
        new RandInt(7),
        new RandInt(100_000),
        new RandInt(1L << 45),
        new QUniform(0, 4, 1),
        new QUniform(0.15, 0.95, 0.1),
        new QUniform(-7, 7, 5),
        new QUniform(0.3, 0.3, 0.1),
        new QUniform(-1e300, 1e300, 1e299),
        new QLogUniform(0, Math.log(10.5), 2),
        new QLogUniform(-12, -1, 1e-5),
        new QNormal(0, 1, 0.25),
        new QNormal(-40, 3, 7),
        new QLogNormal(0, 1, 0.25),
        new QLogNormal(2, 0.1, 20));
  }

  static Stream<Expression> continuous() {
    return Stream.of(
        new Uniform(2, 5),
        new Uniform(-30, 30),
        new Uniform(-Double.MAX_VALUE, Double.MAX_VALUE),
        new LogUniform(-6, -1),
        new LogUniform(-700, 700),
        new Normal(3, 2),
        new Normal(0, 1e-12),
        new LogNormal(1, 0.5),
        new LogNormal(0, 80));
  }

  @ParameterizedTest
  @MethodSource("discrete")
  void theShareOfADiscreteValueGivesItBack(Expression expression) {
    // Given
    SplittableRandom random = new SplittableRandom(4);

    for (int i = 0; i < 2_000; i++) {
      ParameterValue value = expression.quantile(share(random));

      // When
      double share = expression.share(value);

      // Then
      assertThat(expression.quantile(share)).isEqualTo(value);
    }
  }

  @ParameterizedTest
  @MethodSource("continuous")
  void theShareOfAContinuousValueIsTheOneThatGaveIt(Expression expression) {
    // Given
    SplittableRandom random = new SplittableRandom(4);

    for (int i = 0; i < 2_000; i++) {
      double u = share(random);

      // When
      double share = expression.share(expression.quantile(u));

      // Then
      assertThat(share).isCloseTo(u, within(1e-9));
    }
  }

  @ParameterizedTest
  @MethodSource({"discrete", "continuous"})
  void sharesAreStrictlyBetween0And1(Expression expression) {
    for (double u : new double[] {Double.MIN_VALUE, 0x1p-53, 0.5, 1 - 0x1p-53}) {
      assertThat(expression.share(expression.quantile(u))).isStrictlyBetween(0.0, 1.0);
    }
  }

  @Test
  void aValueThatARangeOfSharesGivesHasItsMiddle() {
    assertThat(new RandInt(4).share(new Whole(1))).isEqualTo(0.375);
    assertThat(new QUniform(0, 4, 1).share(new Real(0))).isEqualTo(0.0625);
    assertThat(new QUniform(0, 4, 1).share(new Real(1))).isEqualTo(0.25);
    assertThat(new QUniform(0, 4, 1).share(new Real(4))).isEqualTo(0.9375);
    assertThat(new QNormal(0, 1, 1).share(new Real(0))).isCloseTo(0.5, within(1e-15));
    assertThat(new Choice(List.of(new Text("a"), new Text("b"))).share(new Text("b")))
        .isEqualTo(0.75);
    assertThat(new Uniform(3, 3).share(new Real(3))).isEqualTo(0.5);
  }

  @Test
  void aNumberOutsideCountsAsTheNearestInside() {
    assertThat(new Uniform(2, 5).share(new Real(1))).isEqualTo(Quantiles.SMALLEST);
    assertThat(new Uniform(2, 5).share(new Whole(6))).isEqualTo(Quantiles.LARGEST);
    assertThat(new LogUniform(-6, -1).share(new Real(-3))).isEqualTo(Quantiles.SMALLEST);
    assertThat(new RandInt(4).share(new Whole(9))).isEqualTo(0.875);
    assertThat(new QUniform(0, 4, 1).share(new Real(1.2))).isEqualTo(0.25);
    assertThat(new QUniform(0, 4, 1).share(new Real(70))).isEqualTo(0.9375);
  }

  @Test
  void whatTheExpressionCannotGiveIsRefused() {
    Choice choice = new Choice(List.of(new Whole(1)));
    assertThatIllegalArgumentException().isThrownBy(() -> choice.share(new Real(1)));
    assertThatIllegalArgumentException().isThrownBy(() -> new RandInt(2).share(new Text("1")));
    assertThatIllegalArgumentException().isThrownBy(() -> new Uniform(0, 1).share(new Flag(true)));
  }

  /** Mostly any share, sometimes one near an end. */
  private static double share(SplittableRandom random) {
    double u = random.nextDouble(1e-9, 1 - 1e-9);
    return random.nextInt(10) > 0 ? u : u < 0.5 ? u * 1e-6 + 1e-9 : 1 - ((1 - u) * 1e-6 + 1e-9);
  }
}
