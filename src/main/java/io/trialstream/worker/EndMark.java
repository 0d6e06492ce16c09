package io.trialstream.worker;

import io.trialstream.avro.EndState;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How an execution ended, as the log will say it.
 *
 * @param reason for a person: what happened and what to do
 * @param exitCode the exit status, where there was a process
 */
record EndMark(EndState state, String reason, Optional<Integer> exitCode) {
  private static final int MAX_REASON = 2_000;
  private static final int NAMES_SHOWN = 5;
  private static final int SIGNALED = 128;
  private static final Map<Integer, String> SIGNALS =
      Map.of(
          1, "SIGHUP", 2, "SIGINT", 3, "SIGQUIT", 4, "SIGILL", 6, "SIGABRT", 7, "SIGBUS", 8,
          "SIGFPE", 9, "SIGKILL", 11, "SIGSEGV", 15, "SIGTERM");

  /** Keeps the reason short enough for a record. */
  EndMark {
    reason = reason.length() > MAX_REASON ? reason.substring(0, MAX_REASON - 1) + "…" : reason;
  }

  /** The agent could not run it. */
  static EndMark unrunnable(String sentence) {
    return new EndMark(EndState.FAILED, sentence, Optional.empty());
  }

  /** It was told to end before it had a process. */
  static EndMark ordered(Order order) {
    return new EndMark(order.endState(), because(order), Optional.empty());
  }

  /** It was told to end, and its process did. */
  static EndMark ordered(Order order, TrainingProcess.Result result, Duration grace) {
    String force =
        switch (result.tree().ending()) {
          case NONE, BY_ITSELF, TERMINATED -> "";
          case KILLED -> "; it did not end on SIGTERM and was killed after " + seconds(grace);
          case SURVIVED -> "; it does not end even on SIGKILL: look at it on the worker";
        };
    return new EndMark(order.endState(), because(order) + force, result.exit());
  }

  /** Its process ended by itself. */
  static EndMark exited(TrainingProcess.Result result, MetricReports reports) {
    int exit = result.exit().orElse(-1);
    String left = leftBehind(result.tree());
    return exit == 0
        ? new EndMark(EndState.COMPLETED, completed(reports) + left, result.exit())
        : new EndMark(
            EndState.FAILED, failed(exit, reports) + left + lastLines(result), result.exit());
  }

  private static String because(Order order) {
    if (!order.reason().isBlank()) {
      return order.reason().strip();
    }
    return order.endState() == EndState.STOPPED ? "stopped by the policy" : "canceled";
  }

  private static String completed(MetricReports reports) {
    String primary = quoted(reports.primary());
    if (reports.finiteValues() > 0) {
      return "exit 0 after " + values(reports);
    } else if (reports.primaryValues() > 0) {
      return "exit 0, but without a score: all of its %s were NaN or infinite"
          .formatted(values(reports));
    } else if (reports.unreadable().isPresent()) {
      return "exit 0, but never reported %s as a number: it printed %s, where a plain number such as %s=0.93 was expected"
          .formatted(
              primary,
              quoted(reports.primary() + "=" + reports.unreadable().get()),
              reports.primary());
    } else if (reports.mentioned()) {
      return "exit 0, but never reported %s: it printed the name, but not as %s; print it without spaces around the equals sign"
          .formatted(primary, quoted(reports.primary() + "=VALUE"));
    }
    return "exit 0, but never reported %s; %s".formatted(primary, otherMetrics(reports));
  }

  private static String otherMetrics(MetricReports reports) {
    if (reports.counts().isEmpty()) {
      return "it reported no metric at all: print %s=VALUE on standard output after each interval"
          .formatted(reports.primary());
    }
    String others =
        reports.counts().entrySet().stream()
            .limit(NAMES_SHOWN)
            .map(metric -> quoted(metric.getKey()) + " " + times(metric.getValue()))
            .collect(Collectors.joining(", "));
    int more = reports.counts().size() - NAMES_SHOWN;
    return "it reported %s%s: print %s=VALUE, or set objective.primary_metric to the name it prints"
        .formatted(others, more > 0 ? " and " + more + " more" : "", reports.primary());
  }

  private static String failed(int exit, MetricReports reports) {
    String signal = SIGNALS.get(exit - SIGNALED);
    String how = signal == null ? "exit " + exit : "ended by " + signal + " (exit " + exit + ")";
    String hint = exit - SIGNALED == 9 ? "; the machine may have run out of memory" : "";
    return how + " after " + values(reports) + hint;
  }

  private static String leftBehind(ProcessTree.Ended tree) {
    return switch (tree.ending()) {
      case NONE, BY_ITSELF -> "";
      case TERMINATED, KILLED ->
          "; %s that it left behind %s ended"
              .formatted(
                  tree.processes() == 1 ? "a process" : tree.processes() + " processes",
                  tree.processes() == 1 ? "was" : "were");
      case SURVIVED -> "; what it left behind does not end even on SIGKILL";
    };
  }

  private static String lastLines(TrainingProcess.Result result) {
    return result.lastLines().isEmpty()
        ? "; it printed nothing"
        : "; its last lines: " + result.lastLines();
  }

  private static String values(MetricReports reports) {
    long count = reports.primaryValues();
    String what = count == 0 ? "no value" : count == 1 ? "1 value" : count + " values";
    return what + " of " + quoted(reports.primary());
  }

  private static String times(long count) {
    return count == 1 ? "once" : count + " times";
  }

  private static String seconds(Duration duration) {
    return duration.toMillis() % 1000 == 0
        ? duration.toSeconds() + " s"
        : duration.toMillis() + " ms";
  }

  private static String quoted(String text) {
    return "`" + text + "`";
  }
}
