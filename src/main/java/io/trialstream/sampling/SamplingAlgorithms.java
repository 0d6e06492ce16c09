package io.trialstream.sampling;

import io.trialstream.settings.Settings;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The sampling algorithms that an experiment file can name. One more is one line here. */
public final class SamplingAlgorithms {
  private static final Map<String, Reader> READERS = readers();

  private SamplingAlgorithms() {}

  /**
   * What an algorithm is asked to sample.
   *
   * @param space the hyperparameters
   * @param places the settings in which each hyperparameter stands under its name
   * @param maxTotalTrials the trials that the experiment has at most
   * @param maxConcurrentTrials the trials suggested and not ended at most
   * @param earlyTermination whether a policy stops trials early
   * @param extended whether what HyperDrive refuses is allowed
   */
  public record Task(
      SearchSpace space,
      Settings places,
      long maxTotalTrials,
      long maxConcurrentTrials,
      boolean earlyTermination,
      boolean extended) {}

  /** Reads an algorithm's own settings and checks that it can do the task. */
  private interface Reader {
    Optional<SamplingAlgorithm> read(Settings settings, Task task);
  }

  private static Map<String, Reader> readers() {
    Map<String, Reader> readers = new LinkedHashMap<>();
    readers.put("random", RandomSampling::read);
    readers.put("grid", GridSampling::read);
    readers.put("bayesian", BayesianSampling::read);
    readers.put("tpe", TpeSampling::read);
    return Collections.unmodifiableMap(readers);
  }

  /** Independent draws from a space: what stands in for a model that cannot suggest. */
  public static Sampler independent(SearchSpace space, long seed) {
    return new RandomSampling(OptionalLong.of(seed)).sampler(space, seed);
  }

  /** All names. */
  public static List<String> names() {
    return List.copyOf(READERS.keySet());
  }

  /**
   * Reads an algorithm; empty where a problem was recorded.
   *
   * @param name one of {@link #names()}
   * @param settings the mapping {@code sampling_algorithm}
   */
  public static Optional<SamplingAlgorithm> read(String name, Settings settings, Task task) {
    Reader reader = READERS.get(name);
    if (reader == null) {
      throw new IllegalArgumentException("no sampling algorithm " + name);
    }
    return reader.read(settings, task);
  }
}
