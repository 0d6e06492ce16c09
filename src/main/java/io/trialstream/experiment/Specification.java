package io.trialstream.experiment;

import io.trialstream.sampling.GivenPoints;
import io.trialstream.sampling.Parameter;
import io.trialstream.sampling.Sampler;
import io.trialstream.sampling.SamplingAlgorithm;
import io.trialstream.sampling.SamplingModel;
import io.trialstream.sampling.SearchSpace;
import io.trialstream.stopping.StoppingPolicy;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A tuning experiment as its file describes it, checked.
 *
 * @param name the experiment's id where the file gives one
 * @param displayName for people
 * @param experimentName the group of experiments that it belongs to
 * @param description for people
 * @param tags for people
 * @param trial how a trial is run; empty where no worker of ours runs it, and its trials are asked
 *     for over HTTP
 * @param pool the worker pool, {@code default} where the file names none; nobody's where the trials
 *     are asked for
 * @param searchSpace the hyperparameters
 * @param sampling how they are drawn
 * @param objective what is optimised
 * @param policy when a trial is stopped early
 * @param limits trials, time, retries
 * @param metrics metrics kept besides the primary one; {@code *} for all
 * @param warmStart what is known before the first trial
 */
public record Specification(
    Optional<String> name,
    Optional<String> displayName,
    Optional<String> experimentName,
    Optional<String> description,
    Map<String, String> tags,
    Optional<TrialTemplate> trial,
    String pool,
    SearchSpace searchSpace,
    SamplingAlgorithm sampling,
    Objective objective,
    StoppingPolicy policy,
    Limits limits,
    List<String> metrics,
    WarmStart warmStart) {

  /** Whether its trials are asked for, and told of, over HTTP: by workers that are not ours. */
  public boolean isAsked() {
    return trial.isEmpty();
  }

  /** The sampler of this experiment, drawing with the given seed. */
  public Sampler sampler(long seed) {
    Sampler sampler = sampling.sampler(searchSpace, seed);
    return warmStart.points().isEmpty() ? sampler : new GivenPoints(warmStart.points(), sampler);
  }

  /** What suggests the trials behind the sampler's; empty where no trial depends on others. */
  public Optional<SamplingModel> model(long seed) {
    return sampling.model(searchSpace, seed);
  }

  /**
   * How many trials it can have: the sampler's, cut by {@code max_total_trials}. Of a grid, before
   * {@link #resuming}, it may be as many too many as there are earlier trials to go on with.
   */
  public long trials() {
    long size = sampler(0).size();
    long resumed = warmStart.resumeTrials().size();
    return Math.min(limits.maxTotalTrials(), Math.min(size, Long.MAX_VALUE - resumed) + resumed);
  }

  /**
   * The same experiment with the hyperparameters of the earlier trials that it goes on with.
   *
   * @param points those of {@link WarmStart#resumeTrials()}, in their order, points of the space
   */
  public Specification resuming(List<List<Parameter>> points) {
    return new Specification(
        name,
        displayName,
        experimentName,
        description,
        tags,
        trial,
        pool,
        searchSpace,
        sampling,
        objective,
        policy,
        limits,
        metrics,
        warmStart.resuming(points));
  }
}
