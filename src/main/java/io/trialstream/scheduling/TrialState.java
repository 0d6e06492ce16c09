package io.trialstream.scheduling;

import io.trialstream.stopping.EndState;

/**
 * The states of a trial. Each state offers its own legal transitions only. A LOST attempt is no
 * state of its own: it becomes the next attempt's {@link Queued} or an end at once.
 */
public sealed interface TrialState {

  /** The attempt that is queued, runs or ran, from 1. */
  int attempt();

  /** What people see. */
  TrialStatus status();

  /** Whether it holds one of the experiment's {@code max_concurrent_trials}. */
  default boolean open() {
    return true;
  }

  /** Why it is in this state; empty while nothing is to be said. */
  default String reason() {
    return "";
  }

  /** Why it was to end, with what the agent has to add to that: how its process took it. */
  private static String withAddition(String reason, String why) {
    return why.startsWith(reason) ? why : reason;
  }

  /**
   * Suggested and not started.
   *
   * @param reason why an earlier attempt ended; empty for the first
   */
  record Queued(int attempt, String reason) implements TrialState {
    @Override
    public TrialStatus status() {
      return TrialStatus.QUEUED;
    }

    /** An execution started it. */
    public Running start(Claim claim, long sinceMs) {
      return new Running(attempt, claim, sinceMs);
    }

    /** It is not wanted any more. */
    public Ended cancel(String why) {
      return new Ended(TrialStatus.CANCELED, attempt, why);
    }
  }

  /** A state with an execution in it. */
  sealed interface Claimed extends TrialState permits Running, Stopping, Canceling {

    /** Who runs it. */
    Claim claim();

    /**
     * Its end mark, or its worker is gone.
     *
     * @param limits the further attempts that are allowed
     * @param why the end mark's reason
     */
    TrialState end(EndState state, Retries limits, String why);
  }

  /**
   * An execution runs.
   *
   * @param sinceMs when it started, in the log's time, in milliseconds since the epoch
   */
  record Running(int attempt, Claim claim, long sinceMs) implements Claimed {
    @Override
    public TrialStatus status() {
      return TrialStatus.RUNNING;
    }

    /** The policy decided to stop it. */
    public Stopping stop(String why) {
      return new Stopping(attempt, claim, why);
    }

    /** A person, a limit or the experiment's end wants it gone. */
    public Canceling cancel(String why) {
      return new Canceling(attempt, claim, why);
    }

    @Override
    public TrialState end(EndState state, Retries limits, String why) {
      switch (state) {
        case LOST -> {
          return limits.allowsAfter(attempt)
              ? new Queued(attempt + 1, why)
              : new Ended(TrialStatus.FAILED, attempt, "lost " + times(attempt) + ": " + why);
        }
        case FAILED -> {
          return limits.retryFailed() && limits.allowsAfter(attempt)
              ? new Queued(attempt + 1, why)
              : new Ended(TrialStatus.FAILED, attempt, why);
        }
        default -> {
          return new Ended(TrialStatus.valueOf(state.name()), attempt, why);
        }
      }
    }

    private static String times(int n) {
      return n == 1 ? "once" : n + " times";
    }
  }

  /** The policy stopped it; its process has not ended yet. Shown as STOPPED, holds its slot. */
  record Stopping(int attempt, Claim claim, String reason) implements Claimed {
    @Override
    public TrialStatus status() {
      return TrialStatus.STOPPED;
    }

    @Override
    public TrialState end(EndState state, Retries limits, String why) {
      return new Ended(TrialStatus.STOPPED, attempt, withAddition(reason, why));
    }
  }

  /** A kill is on its way; its process has not ended yet. */
  record Canceling(int attempt, Claim claim, String reason) implements Claimed {
    @Override
    public TrialStatus status() {
      return TrialStatus.RUNNING;
    }

    /** The policy decided to stop it before its end mark came. */
    public Stopping stop(String why) {
      return new Stopping(attempt, claim, why);
    }

    @Override
    public TrialState end(EndState state, Retries limits, String why) {
      switch (state) {
        case COMPLETED, FAILED -> {
          return new Ended(TrialStatus.valueOf(state.name()), attempt, why);
        }
        default -> {
          return new Ended(TrialStatus.CANCELED, attempt, withAddition(reason, why));
        }
      }
    }
  }

  /** Ended for good. */
  record Ended(TrialStatus status, int attempt, String reason) implements TrialState {
    @Override
    public boolean open() {
      return false;
    }
  }
}
