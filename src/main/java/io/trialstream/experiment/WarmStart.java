package io.trialstream.experiment;

import io.trialstream.sampling.Parameter;
import java.util.List;
import java.util.stream.Stream;

/**
 * What an experiment starts with.
 *
 * @param points hyperparameters that are suggested before all others, in this order
 * @param resumeFrom the ids of earlier experiments whose trials are peers, and learned from
 * @param resumeTrials the ids of earlier trials that come before the points, whose hyperparameters
 *     are not among these yet: the file does not say them
 */
public record WarmStart(
    List<List<Parameter>> points, List<String> resumeFrom, List<String> resumeTrials) {
  /** Copies the lists. */
  public WarmStart {
    points = List.copyOf(points);
    resumeFrom = List.copyOf(resumeFrom);
    resumeTrials = List.copyOf(resumeTrials);
  }

  /** The same with the hyperparameters of the earlier trials, which come first. */
  WarmStart resuming(List<List<Parameter>> resumed) {
    return new WarmStart(
        Stream.concat(resumed.stream(), points.stream()).toList(), resumeFrom, List.of());
  }
}
