package io.trialstream.experiment;

import io.trialstream.sampling.Parameter;
import java.util.List;

/**
 * What an experiment starts with.
 *
 * @param points hyperparameters that are suggested before all others, in this order
 * @param resumeFrom the ids of earlier experiments whose trials are peers, and learned from
 */
public record WarmStart(List<List<Parameter>> points, List<String> resumeFrom) {
  /** Copies the lists. */
  public WarmStart {
    points = List.copyOf(points);
    resumeFrom = List.copyOf(resumeFrom);
  }
}
