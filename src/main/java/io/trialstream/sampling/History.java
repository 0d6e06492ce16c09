package io.trialstream.sampling;

import java.util.ArrayList;
import java.util.List;

/**
 * What is known of an experiment's trials at one place of its log.
 *
 * @param position that place: the offset behind the last record of the log that was looked at
 * @param earlier trials of earlier experiments, to learn from as well
 * @param trials the experiment's own, by number; the next to be suggested has the number {@code
 *     trials.size()}
 */
public record History(long position, List<Observation> earlier, List<Observation> trials) {
  /** Copies the lists. */
  public History {
    earlier = List.copyOf(earlier);
    trials = List.copyOf(trials);
  }

  /** This history and one more trial, of which only the hyperparameters are known. */
  public History with(List<Parameter> point) {
    List<Observation> more = new ArrayList<>(trials);
    more.add(Observation.open(point));
    return new History(position, earlier, more);
  }
}
