package io.trialstream.sampling;

import io.trialstream.sampling.Expression.Choice;
import io.trialstream.sampling.SearchSpace.Dimension;
import io.trialstream.settings.Settings;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Every combination of choices once, the last hyperparameter of the file varying fastest. */
record GridSampling() implements SamplingAlgorithm {

  /** Checks that the space holds choices only; warns where not all will be tried. */
  static Optional<SamplingAlgorithm> read(Settings settings, SamplingAlgorithms.Task task) {
    boolean choices = true;
    for (Dimension dimension : task.space().dimensions()) {
      if (!(dimension.expression() instanceof Choice)) {
        task.places()
            .problem(
                dimension.name(),
                "grid sampling takes only choice, not %s; list the values, or use random sampling"
                    .formatted(dimension.expression().name()));
        choices = false;
      }
    }
    if (!choices) {
      return Optional.empty();
    }
    GridSampling grid = new GridSampling();
    long size = grid.sampler(task.space(), 0).size();
    if (size > task.maxTotalTrials()) {
      settings.warning(
          "",
          "the grid has %s combinations, and the experiment ends after max_total_trials: %s"
              .formatted(size == Long.MAX_VALUE ? "countless" : size, task.maxTotalTrials()));
    }
    return Optional.of(grid);
  }

  @Override
  public String name() {
    return "grid";
  }

  @Override
  public OptionalLong seed() {
    return OptionalLong.empty();
  }

  /**
   * The combinations in order; the seed changes nothing.
   *
   * @throws IllegalArgumentException where the space holds anything but choices
   */
  @Override
  public Sampler sampler(SearchSpace space, long seed) {
    return new Combinations(
        space.names(),
        space.dimensions().stream()
            .map(
                dimension -> {
                  if (dimension.expression() instanceof Choice choice) {
                    return choice.values();
                  }
                  throw new IllegalArgumentException(dimension.name() + " is no choice");
                })
            .toList());
  }

  private record Combinations(List<String> names, List<List<ParameterValue>> values)
      implements Sampler {

    /** Their number; {@link Long#MAX_VALUE} stands for all that is more. */
    @Override
    public long size() {
      long size = 1;
      for (List<ParameterValue> each : values) {
        long limit = Long.MAX_VALUE / each.size();
        size = size > limit ? Long.MAX_VALUE : size * each.size();
      }
      return size;
    }

    @Override
    public List<Parameter> suggest(long n) {
      Parameter[] parameters = new Parameter[names.size()];
      long rest = n;
      for (int d = parameters.length - 1; d >= 0; d--) {
        List<ParameterValue> each = values.get(d);
        parameters[d] = new Parameter(names.get(d), each.get((int) (rest % each.size())));
        rest /= each.size();
      }
      return Arrays.asList(parameters);
    }

    /** Of a grid without end none is left out: it comes to no point twice that anybody tries. */
    @Override
    public Sampler without(List<List<Parameter>> points) {
      return size() == Long.MAX_VALUE
          ? this
          : new Rest(this, points.stream().mapToLong(this::place).sorted().distinct().toArray());
    }

    /** The number of the combination. */
    private long place(List<Parameter> point) {
      long place = 0;
      for (int d = 0; d < values.size(); d++) {
        place = place * values.get(d).size() + values.get(d).indexOf(point.get(d).value());
      }
      return place;
    }
  }

  /** A grid without some combinations. */
  private static final class Rest implements Sampler {
    private final Combinations grid;
    private final long[] left;

    /**
     * @param left the numbers of those that are left out, ascending
     */
    Rest(Combinations grid, long[] left) {
      this.grid = grid;
      this.left = left;
    }

    @Override
    public long size() {
      return grid.size() - left.length;
    }

    @Override
    public List<Parameter> suggest(long n) {
      long place = n;
      for (long each : left) {
        place += each <= place ? 1 : 0;
      }
      return grid.suggest(place);
    }
  }
}
