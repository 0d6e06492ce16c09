package io.trialstream.scheduling;

/** The states of an experiment. Each state offers its own legal transitions only. */
public sealed interface ExperimentState {

  /** What people see. */
  ExperimentStatus status();

  /** Why it is in this state; empty while nothing is to be said. */
  String reason();

  /** It suggests trials. */
  record Running() implements ExperimentState {
    @Override
    public ExperimentStatus status() {
      return ExperimentStatus.RUNNING;
    }

    @Override
    public String reason() {
      return "";
    }

    /** It must end first: nothing is suggested any more, what runs is killed. */
    public Ending end(ExperimentStatus target, String why) {
      return new Ending(target, why);
    }

    /** All its trials have ended. */
    public Ended complete(String why) {
      return new Ended(ExperimentStatus.COMPLETED, why);
    }
  }

  /** It waits for the last end marks. Shown as RUNNING. */
  record Ending(ExperimentStatus target, String reason) implements ExperimentState {
    @Override
    public ExperimentStatus status() {
      return ExperimentStatus.RUNNING;
    }

    /** The last end mark is there. */
    public Ended ended() {
      return new Ended(target, reason);
    }
  }

  /** It has ended for good. */
  record Ended(ExperimentStatus status, String reason) implements ExperimentState {}
}
