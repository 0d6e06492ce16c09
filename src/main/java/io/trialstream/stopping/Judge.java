package io.trialstream.stopping;

import java.util.List;

/**
 * A policy at work on one experiment: it keeps the statistics that the policy needs, and decides.
 * It is told what happens to the values that stand, in the order of the log; trials that the policy
 * stopped are not mentioned again, their values stay as they are.
 */
interface Judge {

  /** Decides nothing and keeps nothing. */
  Judge NONE =
      new Judge() {
        @Override
        public List<Decision> reported(Trial trial, double value) {
          return List.of();
        }

        @Override
        public void rests(Trial trial) {}

        @Override
        public void rewinds(Trial trial, int interval) {}

        @Override
        public void leaves(Trial trial) {}

        @Override
        public void returns(Trial trial) {}
      };

  /**
   * The trial reported its next interval, which is on its curve already.
   *
   * @param value the value as reported
   * @return the trials to stop, in order; the judge forgets by itself that they run
   */
  List<Decision> reported(Trial trial, double value);

  /** The trial does not run until its next report: it ended, or a higher attempt started. */
  void rests(Trial trial);

  /** The trial's values from this interval on, still on its curve, are about to be taken back. */
  void rewinds(Trial trial, int interval);

  /** The trial finished: {@link Trial#isFinished()} has become true. */
  void leaves(Trial trial);

  /** The trial has not finished after all: it reports again, or its next attempt was lost. */
  void returns(Trial trial);
}
