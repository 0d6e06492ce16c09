package io.trialstream.stopping;

import java.util.OptionalDouble;

/**
 * An early-termination policy with its settings; immutable. A new one is a file with a subclass,
 * and a line in {@link Policies}.
 */
public abstract class StoppingPolicy {
  private final String name;
  private final Schedule schedule;

  StoppingPolicy(String name, Schedule schedule) {
    this.name = name;
    this.schedule = schedule;
  }

  /** The name that the experiment file and the decisions use, such as {@code bandit}. */
  public final String name() {
    return name;
  }

  /** The first interval that can be judged, from 0. */
  public final int delayEvaluation() {
    return schedule.delayEvaluation();
  }

  /** Only multiples of it are judged, from 1. */
  public final int evaluationInterval() {
    return schedule.evaluationInterval();
  }

  final Schedule schedule() {
    return schedule;
  }

  /**
   * Whether the policy judges this interval.
   *
   * @param interval the interval, from 1
   */
  boolean judges(int interval) {
    return interval >= schedule.delayEvaluation() && interval % schedule.evaluationInterval() == 0;
  }

  /** The decision to stop a trial at its latest interval, on this evidence. */
  final Decision stop(Trial trial, OptionalDouble value, OptionalDouble limit, int peers) {
    return new Decision(
        trial.number(), trial.attempt(), name, trial.curve().count(), value, limit, peers);
  }

  /** The policy at work on an experiment without records. */
  abstract Judge judge(Goal goal);
}
