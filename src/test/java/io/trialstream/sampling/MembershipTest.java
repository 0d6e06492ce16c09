package io.trialstream.sampling;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MembershipTest {

  static Stream<Expression> all() {
    return Stream.of(
        new Choice(List.of(new Whole(1), new Text("1"), new Flag(true), new Real(0.5))),
        new RandInt(1000),
        new Uniform(-0.1, 0.3),
        new LogUniform(-7, 2),
        new QUniform(-1, 1, 0.1),
        new QLogUniform(-3, 3, 0.3),
        new Normal(0, 3),
        new LogNormal(0, 1),
        new QNormal(0.05, 2, 0.1),
        new QLogNormal(0, 2, 0.7));
  }

  @ParameterizedTest
  @MethodSource("all")
  void whatAnExpressionGivesIsItsOwn(Expression expression) {
    // Given
    Random random = new Random(4);

    for (int i = 0; i < 10_000; i++) {
      // When
      ParameterValue value = expression.quantile(Math.max(Double.MIN_VALUE, random.nextDouble()));

      // Then
      assertThat(expression.own(value)).contains(value);
    }
  }

  static Stream<Arguments> outside() {
    return Stream.of(
        Arguments.of(new Choice(List.of(new Whole(1))), new Whole(2)),
        Arguments.of(new Choice(List.of(new Whole(1))), new Text("1")),
        Arguments.of(new Choice(List.of(new Whole(1))), new Flag(true)),
        Arguments.of(new RandInt(3), new Whole(3)),
        Arguments.of(new RandInt(3), new Whole(-1)),
        Arguments.of(new RandInt(3), new Real(1.5)),
        Arguments.of(new RandInt(3), new Text("1")),
        Arguments.of(new Uniform(0, 1), new Real(Math.nextUp(1.0))),
        Arguments.of(new Uniform(0, 1), new Real(-Double.MIN_VALUE)),
        Arguments.of(new LogUniform(-1, 1), new Real(3)),
        Arguments.of(new LogUniform(-1, 1), new Real(0)),
        Arguments.of(new LogUniform(-1, 1), new Real(-1)),
        Arguments.of(new QUniform(0, 1, 0.1), new Real(0.25)),
        Arguments.of(new QUniform(0, 1, 0.1), new Real(3 * 0.1)),
        Arguments.of(new QUniform(0, 1, 0.1), new Real(1.1)),
        Arguments.of(new QLogUniform(0, 1, 0.5), new Real(0.5)),
        Arguments.of(new QLogUniform(0, 1, 0.5), new Real(3)),
        Arguments.of(new LogNormal(0, 1), new Real(0)),
        Arguments.of(new LogNormal(0, 1), new Real(-1)),
        Arguments.of(new QNormal(0, 1, 0.5), new Real(0.75)),
        Arguments.of(new QNormal(0, 1, 1e-300), new Real(1e300)),
        Arguments.of(new QLogNormal(0, 1, 0.5), new Real(-0.5)));
  }

  @ParameterizedTest
  @MethodSource("outside")
  void whatAnExpressionNeverGivesIsNotItsOwn(Expression expression, ParameterValue value) {
    assertThat(expression.own(value)).isEmpty();
  }

  @Test
  void unboundedDistributionsGiveAnyNumberHoweverFarAway() {
    assertThat(new Normal(0, 1).own(new Whole(-1_000))).contains(new Real(-1_000));
    assertThat(new LogNormal(0, 1).own(new Real(1e300))).contains(new Real(1e300));
    assertThat(new QLogNormal(0, 1, 2).own(new Whole(0))).contains(new Real(0));
  }

  @Test
  void aBoundCanBeWrittenThoughItsLogarithmIsRounded() {
    // Given
    LogUniform tenthToHalf = new LogUniform(Math.log(0.1), Math.log(0.5));

    // When, Then
    assertThat(tenthToHalf.own(new Real(0.1))).contains(new Real(0.1));
    assertThat(tenthToHalf.own(new Real(0.5))).contains(new Real(0.5));
    assertThat(tenthToHalf.own(new Real(0.0999))).isEmpty();
  }

  @Test
  void zeroHasNoSign() {
    assertThat(new Uniform(-1, 1).own(new Real(-0.0))).contains(new Real(0.0));
  }

  @Test
  void aSentenceNamesTheFirstOfManyChoices() {
    // Given
    Choice choice =
        new Choice(Stream.iterate(0L, i -> i + 1).limit(12).map(MembershipTest::whole).toList());

    // When, Then
    assertThat(choice.expected()).isEqualTo("0, 1, 2, 3, 4, 5, 6, 7, 8, 9 or one of 2 more");
  }

  private static ParameterValue whole(long value) {
    return new Whole(value);
  }
}
