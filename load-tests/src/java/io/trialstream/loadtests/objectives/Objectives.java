package io.trialstream.loadtests.objectives;

import io.trialstream.loadtests.objectives.Continuous.Bounds;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/** The functions that samplers are compared on, by name. One more is one line here. */
public final class Objectives {
  /** Below this regret on {@code hartmann6}, a point lies in the basin of the lowest minimum. */
  public static final double HARTMANN_6_BASIN = Hartmann.SECOND_LOWEST_6 - Hartmann.LOWEST_6;

  private static final Map<String, LongFunction<Objective>> ALL = all();

  private Objectives() {}

  private static Map<String, LongFunction<Objective>> all() {
    Map<String, LongFunction<Objective>> all = new LinkedHashMap<>();
    List<Bounds> branin = List.of(new Bounds(-5, 10), new Bounds(0, 15));
    List<Bounds> unit = Collections.nCopies(6, new Bounds(0, 1));
    all.put(
        "branin",
        seed -> new Continuous("branin", branin, Functions.BRANIN_LOWEST, 0, Functions::branin));
    all.put(
        "hartmann3",
        seed -> Continuous.of("hartmann3", 3, 0, 1, Hartmann.LOWEST_3, Hartmann::three));
    all.put(
        "hartmann6", seed -> Continuous.of("hartmann6", 6, 0, 1, Hartmann.LOWEST_6, Hartmann::six));
    all.put("ackley5", seed -> Continuous.shifted("ackley5", 5, -30, 30, seed, Functions::ackley));
    all.put(
        "rosenbrock4", seed -> Continuous.of("rosenbrock4", 4, -5, 10, 0, Functions::rosenbrock));
    all.put("levy8", seed -> Continuous.shifted("levy8", 8, -10, 10, seed, Functions::levy));
    all.put(
        "rastrigin5",
        seed -> Continuous.shifted("rastrigin5", 5, -5.12, 5.12, seed, Functions::rastrigin));
    all.put("mixed", seed -> new Training());
    all.put(
        "noisy-hartmann6",
        seed -> new Continuous("noisy-hartmann6", unit, Hartmann.LOWEST_6, 0.1, Hartmann::six));
    return Collections.unmodifiableMap(all);
  }

  /** A function of ten numbers, to take the time on. */
  public static Objective ofTen(long seed) {
    return Continuous.shifted("levy10", 10, -10, 10, seed, Functions::levy);
  }

  /** Their names. */
  public static List<String> names() {
    return List.copyOf(ALL.keySet());
  }

  /**
   * A function.
   *
   * @param seed of the offset of its optimum, where it has one
   * @throws IllegalArgumentException where there is none of that name
   */
  public static Objective of(String name, long seed) {
    LongFunction<Objective> objective = ALL.get(name);
    if (objective == null) {
      throw new IllegalArgumentException("no function " + name);
    }
    return objective.apply(seed);
  }
}
