package io.trialstream.sampling;

import io.trialstream.sampling.Observation.State;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * A history sorted into what there is to learn from it. Trials are named by their place: those of
 * earlier experiments first, the experiment's own behind.
 */
final class Lessons {
  private final History history;
  private final List<Observation> all;
  private final int[] learned;
  private final int[] open;
  private final Points points;

  /**
   * @param points remembers coordinates from one history to the next
   */
  Lessons(History history, Points points) {
    this.history = history;
    this.points = points;
    this.all = new ArrayList<>(history.earlier());
    all.addAll(history.trials());
    this.learned = places(Lessons::teaches);
    this.open = places(trial -> trial.state() == State.OPEN);
  }

  private interface Test {
    boolean on(Observation trial);
  }

  private int[] places(Test test) {
    return IntStream.range(0, all.size()).filter(i -> test.on(all.get(i))).toArray();
  }

  /** One that was cut before its first value teaches nothing. */
  private static boolean teaches(Observation trial) {
    return switch (trial.state()) {
      case OPEN -> false;
      case COMPLETED, FAILED -> true;
      case CUT -> trial.hasValue();
    };
  }

  long position() {
    return history.position();
  }

  Observation trial(int place) {
    return all.get(place);
  }

  /** The trial's coordinates. */
  double[] point(int place) {
    return points.of(place, all.get(place).point());
  }

  List<Observation> all() {
    return all;
  }

  /** The experiment's next trial's number. */
  int next() {
    return history.trials().size();
  }

  /** The places of trials that have ended and teach something, ascending. */
  int[] learned() {
    return learned;
  }

  /** The places of trials that have not ended, ascending. */
  int[] open() {
    return open;
  }

  /** Whether any trial that has ended has a value. */
  boolean anyValue() {
    return IntStream.of(learned).anyMatch(place -> all.get(place).hasValue());
  }

  /** Whether any two trials that have ended came out differently: else none is to be preferred. */
  boolean anyDifference() {
    return IntStream.of(learned)
            .mapToObj(all::get)
            .map(
                trial ->
                    trial.hasValue() ? OptionalDouble.of(trial.best()) : OptionalDouble.empty())
            .distinct()
            .limit(2)
            .count()
        > 1;
  }

  /** The trials with a value, ended or not. */
  int values() {
    return (int) all.stream().filter(Observation::hasValue).count();
  }
}
