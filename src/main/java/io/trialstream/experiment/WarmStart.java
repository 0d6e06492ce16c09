package io.trialstream.experiment;

import io.trialstream.sampling.Parameter;
import java.util.List;

/**
 * What an experiment starts with.
 *
 * @param points hyperparameters that are suggested before all others, in this order
 */
public record WarmStart(List<List<Parameter>> points) {
  /** Copies the lists. */
  public WarmStart {
    points = List.copyOf(points);
  }
}
