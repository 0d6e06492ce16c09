package io.trialstream.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import io.trialstream.sampling.ParameterValue.Flag;
import io.trialstream.sampling.ParameterValue.Real;
import io.trialstream.sampling.ParameterValue.Text;
import io.trialstream.sampling.ParameterValue.Whole;
import io.trialstream.sampling.SearchSpace.Dimension;
import java.util.List;
import org.junit.jupiter.api.Test;

class EncodingTest {
  static final SearchSpace MIXED =
      new SearchSpace(
          List.of(
              new Dimension("lr", new Expression.LogUniform(-7, 0)),
              new Dimension("units", new Expression.QUniform(8, 64, 8)),
              new Dimension(
                  "batch",
                  new Expression.Choice(
                      List.of(new Whole(128), new Whole(32), new Whole(64), new Real(0.5)))),
              new Dimension(
                  "kind",
                  new Expression.Choice(
                      List.of(new Text("a"), new Text("b"), new Flag(true), new Whole(1)))),
              new Dimension("depth", new Expression.RandInt(5)),
              new Dimension("shift", new Expression.Normal(3, 2)),
              new Dimension("spread", new Expression.QLogNormal(1, 1, 0.5))));

  @Test
  void pointsThatCanBeDrawnComeBackAsTheyWere() {
    // Given
    Encoding encoding = Encoding.of(MIXED);
    Sampler draws = new RandomSampling(java.util.OptionalLong.empty()).sampler(MIXED, 4);

    for (int n = 0; n < 500; n++) {
      // When
      List<Parameter> point = draws.suggest(n);
      double[] coordinates = encoding.encode(point);
      List<Parameter> back = encoding.decode(coordinates);

      // Then
      for (int k = 0; k < point.size(); k++) {
        if (!encoding.isContinuous(k)) {
          assertThat(back.get(k)).isEqualTo(point.get(k));
        }
      }
      assertThat(encoding.encode(back)).containsExactly(coordinates, withinRounding());
      assertThat(encoding.snap(encoding.encode(back))).isEqualTo(encoding.encode(back));
    }
  }

  private static org.assertj.core.data.Offset<Double> withinRounding() {
    return org.assertj.core.api.Assertions.within(1e-12);
  }

  @Test
  void numbersToChooseFromAreInOrderAndOtherChoicesAreCategories() {
    // Given
    Encoding encoding = Encoding.of(MIXED);

    // When, Then
    assertThat(encoding.categories())
        .containsExactly(false, false, false, true, false, false, false);
    double[] coordinates =
        encoding.encode(encoding.decode(new double[] {0.5, 0.5, 0, 0, 0, 0.5, 0.5}));
    assertThat(encoding.decode(coordinates).get(2).value()).isEqualTo(new Real(0.5));
    coordinates[2] = encoding.step(2, coordinates[2], true);
    assertThat(encoding.decode(coordinates).get(2).value()).isEqualTo(new Whole(32));
    coordinates[2] = encoding.step(2, coordinates[2], true);
    assertThat(encoding.decode(coordinates).get(2).value()).isEqualTo(new Whole(64));
    coordinates[2] = encoding.step(2, coordinates[2], false);
    assertThat(encoding.decode(coordinates).get(2).value()).isEqualTo(new Whole(32));
  }
}
