package io.trialstream.replay;

import io.trialstream.replay.Outcome.Scored;
import java.util.List;
import java.util.Optional;

/**
 * What a replay found.
 *
 * @param metric the primary metric
 * @param events the events read
 * @param ignored those that do not count: of an attempt that has ended or been superseded
 * @param trials the trials in the log
 * @param intervals the reports of the primary metric that count
 * @param stoppedEnds the end marks that say STOPPED: curves that a policy cut short when the log
 *     was recorded
 * @param best the best trial of the recorded log; empty where none has a score
 * @param outcomes what each policy would have done, in the order given
 */
public record Result(
    String metric,
    long events,
    long ignored,
    int trials,
    long intervals,
    long stoppedEnds,
    Optional<Scored> best,
    List<Outcome> outcomes) {}
