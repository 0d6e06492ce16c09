package io.trialstream.endtoend;

import io.trialstream.api.EventJson;
import io.trialstream.stopping.Decision;
import io.trialstream.stopping.EndState;
import io.trialstream.stopping.Goal;
import io.trialstream.stopping.OracleLog;
import io.trialstream.stopping.OraclePolicy;
import io.trialstream.topics.TrialIds;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The oracle's decisions on an exported log, which has neither starts nor executions. */
public final class EventsOracle {
  private EventsOracle() {}

  /** The stops that the policy makes on this log. */
  public static List<Decision> decisions(
      List<EventJson> events, Goal goal, String primaryMetric, OraclePolicy policy) {
    OracleLog log = new OracleLog(goal, primaryMetric, policy);
    Set<String> started = new HashSet<>();
    long seq = 0;
    for (EventJson event : events) {
      int trial = TrialIds.parse(event.trial()).orElseThrow().number();
      String execution = event.trial() + "/" + event.attempt();
      if (started.add(execution)) {
        log.started(trial, event.attempt(), execution, ++seq);
      }
      if (event instanceof EventJson.Report report) {
        log.report(trial, event.attempt(), execution, ++seq, report.metric(), report.value());
      } else if (event instanceof EventJson.End end) {
        log.ended(trial, event.attempt(), execution, ++seq, EndState.valueOf(end.state()));
      }
    }
    return log.decisions();
  }
}
