package io.trialstream.stopping;

/**
 * A record of an experiment's log, for tests: a value that can be applied, printed and left out.
 */
public sealed interface LogRecord {

  /** An execution started an attempt. */
  record Started(int trial, int attempt, String execution, long seq) implements LogRecord {
    @Override
    public LogRecord of(int trial) {
      return new Started(trial, attempt, execution, seq);
    }

    @Override
    public Effect applyTo(ExperimentLog log) {
      return log.started(trial, attempt, execution, seq);
    }

    @Override
    public Effect applyTo(OracleLog log) {
      return log.started(trial, attempt, execution, seq);
    }
  }

  /** An execution reported a value. */
  record Report(int trial, int attempt, String execution, long seq, String metric, double value)
      implements LogRecord {
    @Override
    public LogRecord of(int trial) {
      return new Report(trial, attempt, execution, seq, metric, value);
    }

    @Override
    public Effect applyTo(ExperimentLog log) {
      return log.report(trial, attempt, execution, seq, metric, value);
    }

    @Override
    public Effect applyTo(OracleLog log) {
      return log.report(trial, attempt, execution, seq, metric, value);
    }
  }

  /** An execution ended, or was lost. */
  record Ended(int trial, int attempt, String execution, long seq, EndState state)
      implements LogRecord {
    @Override
    public LogRecord of(int trial) {
      return new Ended(trial, attempt, execution, seq, state);
    }

    @Override
    public Effect applyTo(ExperimentLog log) {
      return log.ended(trial, attempt, execution, seq, state);
    }

    @Override
    public Effect applyTo(OracleLog log) {
      return log.ended(trial, attempt, execution, seq, state);
    }
  }

  /** The trial's number. */
  int trial();

  /** The same record of another trial. */
  LogRecord of(int trial);

  /** Applies it to the product's log. */
  Effect applyTo(ExperimentLog log);

  /** Applies it to the oracle's log. */
  Effect applyTo(OracleLog log);
}
