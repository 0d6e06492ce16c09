package io.trialstream.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trialstream.api.ExperimentEntry.Summary;
import io.trialstream.avro.Experiment;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An experiment as the REST API shows it.
 *
 * @param experiment its id
 * @param displayName for people; empty where the file gives none
 * @param state RUNNING, COMPLETED, CANCELED or FAILED
 * @param reason why it is in this state, a sentence; empty while nothing is to be said
 * @param owner who submitted it; empty where unknown
 * @param submitted when its submission entered the log
 * @param ended when it ended; empty while it runs
 * @param goal {@code maximize} or {@code minimize}; empty where this version cannot read the
 *     specification, as are the three after it
 * @param primaryMetric the metric that decides
 * @param maxTotalTrials how many trials it can have, as its search space cuts the limit
 * @param pool the worker pool that runs it; empty also where its trials are asked for over HTTP
 * @param seed the sampling seed
 * @param trials its trials by state
 * @param best the best trial so far; empty while none has a score
 * @param specification the experiment file's text, where one experiment was asked for; absent from
 *     lists
 */
public record ExperimentJson(
    String experiment,
    Optional<String> displayName,
    String state,
    Optional<String> reason,
    Optional<String> owner,
    Instant submitted,
    Optional<Instant> ended,
    Optional<String> goal,
    Optional<String> primaryMetric,
    OptionalLong maxTotalTrials,
    Optional<String> pool,
    long seed,
    Trials trials,
    Optional<Best> best,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> specification) {

  /**
   * The trials by state.
   *
   * @param queued suggested and not yet started
   * @param running started and not ended
   * @param completed ended by themselves with exit 0
   * @param failed ended otherwise
   * @param stopped stopped by the early-termination policy
   * @param canceled canceled by a person, a limit or the experiment's end
   */
  public record Trials(
      long queued, long running, long completed, long failed, long stopped, long canceled) {

    /** All that were suggested. */
    public long total() {
      return queued + running + completed + failed + stopped + canceled;
    }
  }

  /**
   * The best trial.
   *
   * @param trial its id
   * @param score its score
   */
  public record Best(String trial, double score) {}

  /** An experiment with its specification. */
  public static ExperimentJson whole(ExperimentEntry entry) {
    return of(entry, Optional.of(entry.record().getSpecification()));
  }

  /** An experiment without its specification, as lists show it. */
  public static ExperimentJson listed(ExperimentEntry entry) {
    return of(entry, Optional.empty());
  }

  private static ExperimentJson of(ExperimentEntry entry, Optional<String> specification) {
    Experiment record = entry.record();
    Optional<Summary> summary = entry.summary();
    return new ExperimentJson(
        record.getExperiment(),
        summary.flatMap(Summary::displayName),
        record.getState().name(),
        given(record.getReason()),
        given(record.getOwner()),
        record.getSubmitted(),
        Optional.ofNullable(record.getEnded()),
        summary.map(known -> known.goal().name().toLowerCase(Locale.ROOT)),
        summary.map(Summary::primaryMetric),
        summary.map(known -> OptionalLong.of(known.trials())).orElse(OptionalLong.empty()),
        summary.flatMap(Summary::pool),
        record.getSeed(),
        new Trials(
            record.getQueued(),
            record.getRunning(),
            record.getCompleted(),
            record.getFailed(),
            record.getStopped(),
            record.getCanceled()),
        best(record),
        specification);
  }

  private static Optional<Best> best(Experiment record) {
    String trial = record.getBestTrial();
    Double score = record.getBestScore();
    return trial == null || score == null ? Optional.empty() : Optional.of(new Best(trial, score));
  }

  private static Optional<String> given(String text) {
    return Optional.of(text).filter(given -> !given.isEmpty());
  }

  /** Whether it has not ended. */
  public boolean running() {
    return state.equals("RUNNING");
  }
}
