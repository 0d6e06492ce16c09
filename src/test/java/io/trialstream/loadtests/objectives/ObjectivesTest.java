package io.trialstream.loadtests.objectives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.trialstream.sampling.Parameter;
import io.trialstream.sampling.ParameterValue;
import io.trialstream.sampling.ParameterValue.Real;
import io.trialstream.sampling.ParameterValue.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ObjectivesTest {

  static Stream<String> names() {
    return Objectives.names().stream();
  }

  @Test
  void theLowestValuesAreThoseAtThePointsThatTheLiteratureNames() {
    for (double[] x : new double[][] {{-Math.PI, 12.275}, {Math.PI, 2.275}, {3 * Math.PI, 2.475}}) {
      assertThat(Functions.branin(x)).isCloseTo(Functions.BRANIN_LOWEST, within(1e-12));
    }
    assertThat(Hartmann.three(lowered(new double[] {0.1146, 0.5556, 0.8525}, Hartmann::three)))
        .isCloseTo(Hartmann.LOWEST_3, within(1e-9));
    assertThat(
            Hartmann.six(
                lowered(
                    new double[] {0.20169, 0.150011, 0.476874, 0.275332, 0.311652, 0.6573},
                    Hartmann::six)))
        .isCloseTo(Hartmann.LOWEST_6, within(1e-9));
    assertThat(
            Hartmann.six(
                lowered(
                    new double[] {0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381}, Hartmann::six)))
        .isCloseTo(Hartmann.SECOND_LOWEST_6, within(1e-6));
    assertThat(Functions.ackley(new double[5])).isCloseTo(0, within(1e-12));
    assertThat(Functions.rosenbrock(new double[] {1, 1, 1, 1})).isZero();
    assertThat(Functions.levy(new double[] {1, 1, 1})).isCloseTo(0, within(1e-12));
    assertThat(Functions.rastrigin(new double[5])).isZero();
  }

  @Test
  void theMixedFunctionIsLowestWhereItSaysSo() {
    assertThat(new Training().value(training("adam", 1e-3, 3, 144, 0.2)))
        .isCloseTo(0, within(1e-12));
    assertThat(new Training().value(training("sgd", 1e-1, 2, 144, 0.2))).isGreaterThan(0.1);
    assertThat(new Training().value(training("adam", 1e-3, 4, 144, 0.2))).isGreaterThan(0.01);
  }

  @ParameterizedTest
  @MethodSource("names")
  void nothingIsBelowTheLowestValueAndAnotherSeedMovesTheOptimumOfSymmetricFunctions(String name) {
    // Given
    Objective one = Objectives.of(name, 1);
    Objective other = Objectives.of(name, 2);
    SplittableRandom random = new SplittableRandom(5);
    boolean moved = false;

    for (int i = 0; i < 2_000; i++) {
      List<Parameter> point =
          name.equals("mixed")
              ? training("adam", Math.exp(random.nextDouble(-13.8, 0)), 2, 64, random.nextDouble())
              : point(((Continuous) one).bounds(), random);

      // When
      double value = one.value(point);

      // Then
      assertThat(value).isGreaterThanOrEqualTo(one.lowest());
      moved |= value != other.value(point);
    }
    assertThat(moved).isEqualTo(List.of("ackley5", "levy8", "rastrigin5").contains(name));
  }

  @Test
  void noiseIsInTheReadingsAndNotInTheValue() {
    Objective noisy = Objectives.of("noisy-hartmann6", 1);
    List<Parameter> point = point(((Continuous) noisy).bounds(), new SplittableRandom(1));
    SplittableRandom random = new SplittableRandom(2);
    assertThat(noisy.value(point)).isEqualTo(Objectives.of("hartmann6", 1).value(point));
    assertThat(noisy.readings(point, random)).isNotEqualTo(noisy.readings(point, random));
  }

  @Test
  void recordedTrainingIsWorthItsLowestFiniteReading() {
    // Given
    Map<String, Double> one = new LinkedHashMap<>(Map.of("lr", 0.001));
    Map<String, Double> two = new LinkedHashMap<>(Map.of("lr", 0.1));
    Map<String, Double> three = new LinkedHashMap<>(Map.of("lr", 1.0));

    // When
    RecordedCurves recorded =
        new RecordedCurves(
            "curves",
            List.of(one, two, three),
            List.of(
                new double[] {3, 0.5, Double.NaN},
                new double[] {2, 1},
                new double[] {Double.NaN, Double.POSITIVE_INFINITY}));

    // Then
    assertThat(recorded.candidates()).hasSize(3);
    assertThat(recorded.lowest()).isEqualTo(0.5);
    assertThat(recorded.candidates().stream().map(recorded::value))
        .containsExactly(0.5, 1.0, Double.POSITIVE_INFINITY);
    assertThat(recorded.space()).contains("lr: {type: loguniform, min_value: -6.9");
  }

  private static List<Parameter> training(
      String optimizer, double rate, double layers, double units, double dropout) {
    List<Parameter> point = new ArrayList<>();
    for (ParameterValue value :
        List.of(
            new Text(optimizer),
            new Real(rate),
            new Real(layers),
            new Real(units),
            new Real(dropout))) {
      point.add(new Parameter("p" + point.size(), value));
    }
    return point;
  }

  private static List<Parameter> point(List<Continuous.Bounds> bounds, SplittableRandom random) {
    List<Parameter> point = new ArrayList<>();
    for (Continuous.Bounds each : bounds) {
      point.add(
          new Parameter("x" + point.size(), new Real(random.nextDouble(each.min(), each.max()))));
    }
    return point;
  }

  /** The bottom of the dent that a point is in, by steps along each axis that get smaller. */
  private static double[] lowered(double[] from, ToDoubleFunction<double[]> function) {
    double[] at = from.clone();
    for (double step = 0.05; step > 1e-9; step /= 2) {
      boolean lower = true;
      while (lower) {
        lower = false;
        for (int d = 0; d < at.length; d++) {
          for (int side = -1; side <= 1; side += 2) {
            double[] next = at.clone();
            next[d] += side * step;
            if (function.applyAsDouble(next) < function.applyAsDouble(at)) {
              at = next;
              lower = true;
            }
          }
        }
      }
    }
    return at;
  }
}
