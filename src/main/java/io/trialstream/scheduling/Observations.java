package io.trialstream.scheduling;

import io.trialstream.sampling.History;
import io.trialstream.sampling.Observation;
import io.trialstream.sampling.Parameter;
import io.trialstream.stopping.EndState;
import io.trialstream.stopping.ExperimentLog;
import io.trialstream.stopping.Standing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/*
 * A history is a pure function of a part of the log and of the hyperparameters of the trials: so
 * anybody can build it again who has those. The states that the scheduler keeps are not looked at:
 * they also depend on clocks and on requests.
 *
 * What the log says of most trials never changes again. So observations are kept, and only those
 * are made anew whose trials a record has changed: with ten thousand trials, of which a hundred run,
 * a history costs a hundred curves and a copy of ten thousand references.
 */
/**
 * What is known of an experiment's trials, for a model to learn from. Not safe for use by several
 * threads.
 */
public final class Observations {
  private final ExperimentLog log;
  private final List<Observation> earlier;
  private final List<Observation> known = new ArrayList<>();
  private final BitSet changed = new BitSet();

  /**
   * Nothing observed yet.
   *
   * @param log the experiment's, whose every change is told to {@link #changed}
   * @param earlier trials of earlier experiments, to learn from as well
   */
  public Observations(ExperimentLog log, List<Observation> earlier) {
    this.log = log;
    this.earlier = List.copyOf(earlier);
  }

  /** A record that counts, or a decision, has changed what the log says of a trial. */
  public void changed(int trial) {
    if (trial < known.size()) {
      changed.set(trial);
    }
  }

  /**
   * What is known now.
   *
   * @param position the offset behind the last record that the log was given
   * @param scheduler the experiment's, which has the trials' hyperparameters
   */
  public History history(long position, ExperimentScheduler scheduler) {
    for (int n = changed.nextSetBit(0); n >= 0; n = changed.nextSetBit(n + 1)) {
      known.set(n, of(log, n, known.get(n).point()));
    }
    changed.clear();
    while (known.size() < scheduler.suggested()) {
      int number = known.size();
      known.add(of(log, number, scheduler.trial(number).orElseThrow().parameters()));
    }
    return new History(position, earlier, known);
  }

  /**
   * What the log says of a trial.
   *
   * @param point the trial's hyperparameters
   */
  public static Observation of(ExperimentLog log, int trial, List<Parameter> point) {
    Optional<Standing> found = log.standing(trial);
    if (found.isEmpty()) {
      return Observation.open(point);
    }
    Standing standing = found.get();
    int intervals = standing.intervals();
    int[] checkpoints = Observation.checkpoints(intervals);
    int[] at = Arrays.copyOf(checkpoints, checkpoints.length + (intervals > 0 ? 1 : 0));
    if (intervals > 0) {
      at[checkpoints.length] = intervals;
    }
    double[] bests = log.bestMerits(trial, at);
    double best = intervals > 0 ? bests[checkpoints.length] : Double.NEGATIVE_INFINITY;
    return new Observation(
        point, state(standing), intervals, best, Arrays.copyOf(bests, checkpoints.length));
  }

  private static Observation.State state(Standing standing) {
    if (standing.stopped().isPresent()) {
      return Observation.State.CUT;
    }
    return standing.ended().map(Observations::state).orElse(Observation.State.OPEN);
  }

  private static Observation.State state(EndState ended) {
    return switch (ended) {
      case COMPLETED -> Observation.State.COMPLETED;
      case FAILED -> Observation.State.FAILED;
      case STOPPED, CANCELED -> Observation.State.CUT;
      case LOST -> Observation.State.OPEN;
    };
  }
}
