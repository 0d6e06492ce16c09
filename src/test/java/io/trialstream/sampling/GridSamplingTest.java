package io.trialstream.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.trialstream.sampling.Expression.Choice;
import io.trialstream.sampling.Expression.Uniform;
import io.trialstream.sampling.ParameterValue.Text;
import io.trialstream.sampling.ParameterValue.Whole;
import io.trialstream.sampling.SearchSpace.Dimension;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class GridSamplingTest {

  @Test
  void everyCombinationComesOnceAndTheLastHyperparameterVariesFastest() {
    // Given
    Sampler sampler =
        new GridSampling()
            .sampler(
                new SearchSpace(
                    List.of(
                        new Dimension("a", new Choice(List.of(new Whole(1), new Whole(2)))),
                        new Dimension("b", new Choice(List.of(new Text("x")))),
                        new Dimension(
                            "c", new Choice(List.of(new Whole(7), new Whole(8), new Whole(9)))))),
                0);

    // When
    List<String> trials =
        LongStream.range(0, sampler.size())
            .mapToObj(
                n ->
                    sampler.suggest(n).stream()
                        .map(p -> p.name() + p.value().text())
                        .collect(Collectors.joining(" ")))
            .toList();

    // Then
    assertThat(trials)
        .containsExactly("a1 bx c7", "a1 bx c8", "a1 bx c9", "a2 bx c7", "a2 bx c8", "a2 bx c9");
  }

  @Test
  void aGridOfMoreThan64BitsCountsAsEndless() {
    // Given
    List<ParameterValue> thousand =
        IntStream.range(0, 1000).<ParameterValue>mapToObj(Whole::new).toList();
    SearchSpace space =
        new SearchSpace(
            IntStream.range(0, 7)
                .mapToObj(d -> new Dimension("x" + d, new Choice(thousand)))
                .toList());

    // When
    Sampler sampler = new GridSampling().sampler(space, 0);

    // Then
    assertThat(sampler.size()).isEqualTo(Long.MAX_VALUE);
    assertThat(sampler.suggest(1_002_003).stream().map(p -> p.value().text()))
        .containsExactly("0", "0", "0", "0", "1", "2", "3");
  }

  @Test
  void onlyChoicesMakeAGrid() {
    SearchSpace space = new SearchSpace(List.of(new Dimension("x", new Uniform(0, 1))));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GridSampling().sampler(space, 0))
        .withMessage("x is no choice");
  }
}
