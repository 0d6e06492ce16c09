package io.trialstream.sampling;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The trials that a Gaussian process learns from where there are more than it can hold: a half of
 * them the best, a quarter the latest, the others drawn evenly from the rest. What is bad is mostly
 * far from where the process is asked, and few of it say as much as many.
 */
final class ActiveSet {
  private ActiveSet() {}

  /**
   * Some of the trials.
   *
   * @param places the trials to choose from, ascending
   * @param most how many at most
   * @param value how good each is
   * @param key decides what is drawn
   * @return places, ascending
   */
  static int[] of(int[] places, int most, IntToDoubleFunction value, long key) {
    if (places.length <= most) {
      return places.clone();
    }
    int[] byValue =
        IntStream.of(places)
            .boxed()
            .sorted(
                Comparator.<Integer>comparingDouble(value::applyAsDouble)
                    .reversed()
                    .thenComparing(place -> place))
            .mapToInt(Integer::intValue)
            .toArray();
    int best = most / 2;
    int latest = most / 4;
    int[] chosen = Arrays.copyOf(byValue, most);
    int[] rest = Arrays.copyOfRange(byValue, best, byValue.length);
    Arrays.sort(rest);
    for (int i = 0; i < latest; i++) {
      chosen[best + i] = rest[rest.length - 1 - i];
    }
    int others = most - best - latest;
    int[] drawn =
        Arrays.stream(rest, 0, rest.length - latest)
            .boxed()
            .sorted(Comparator.comparingLong((Integer place) -> Mixer.at(key, place)))
            .limit(others)
            .mapToInt(Integer::intValue)
            .toArray();
    System.arraycopy(drawn, 0, chosen, best + latest, others);
    Arrays.sort(chosen);
    return chosen;
  }
}
