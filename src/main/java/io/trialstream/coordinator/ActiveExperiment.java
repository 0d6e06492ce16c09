package io.trialstream.coordinator;

import io.trialstream.avro.Decision;
import io.trialstream.avro.Experiment;
import io.trialstream.avro.ExperimentStatus;
import io.trialstream.avro.TrialStatus;
import io.trialstream.avro.state.TrialSnapshot;
import io.trialstream.experiment.ExperimentFile;
import io.trialstream.experiment.Specification;
import io.trialstream.sampling.Observation;
import io.trialstream.scheduling.ExperimentScheduler;
import io.trialstream.scheduling.ExperimentState;
import io.trialstream.scheduling.ScheduledTrial;
import io.trialstream.settings.InvalidSettingsException;
import io.trialstream.stopping.Effect;
import io.trialstream.stopping.Standing;
import io.trialstream.topics.EarlierObservations;
import io.trialstream.topics.MetricLog;
import io.trialstream.topics.ResumedTrials;
import io.trialstream.topics.TrialIds;
import it.unimi.dsi.fastutil.ints.Int2IntOpenHashMap;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * An experiment that runs, in the memory of the task that owns it: its log, its scheduler, its
 * decisions, and what has changed since it was last shown. For the stream thread alone.
 */
final class ActiveExperiment {
  private final Experiment submitted;
  private final Specification specification;
  private final boolean asked;
  private final MetricLog log;
  private final ExperimentScheduler scheduler;
  private final List<Decision> decisions = new ArrayList<>();
  private final Int2IntOpenHashMap decisionOf = new Int2IntOpenHashMap();
  private final List<TrialView> views = new ArrayList<>();
  private final Numbers changedViews = new Numbers();
  private final Numbers changedStates = new Numbers();
  private final Numbers changedScores = new Numbers();
  private @Nullable ExperimentModel model;
  private @Nullable Experiment shown;
  private final BitSet ended = new BitSet();
  private boolean waiting;
  private long intervals;
  private ExperimentState keptState = new ExperimentState.Running();

  /**
   * @param submitted the record at submission: what never changes of it is taken
   * @param decisions the decisions so far, in order
   */
  ActiveExperiment(
      Experiment submitted,
      Specification specification,
      MetricLog log,
      ExperimentScheduler scheduler,
      List<Decision> decisions) {
    this.submitted = submitted;
    this.specification = specification;
    this.asked = specification.isAsked();
    this.log = log;
    this.scheduler = scheduler;
    this.model = newModel(submitted, specification, log);
    decisionOf.defaultReturnValue(-1);
    decisions.forEach(this::decided);
  }

  private static @Nullable ExperimentModel newModel(
      Experiment submitted, Specification specification, MetricLog log) {
    List<Observation> earlier = EarlierObservations.of(log, specification.searchSpace());
    return ExperimentModel.of(
            submitted.getExperiment(), specification, submitted.getSeed(), log.log(), earlier)
        .orElse(null);
  }

  /** Has it wait for the trials of the experiments that it resumes from, where there are any. */
  ActiveExperiment waitForEarlier() {
    if (!specification.warmStart().resumeFrom().isEmpty()) {
      waiting = true;
      scheduler.hold();
    }
    return this;
  }

  /** Whether trials of earlier experiments are still to come. */
  boolean waitsForEarlier() {
    return waiting;
  }

  /** The trials of the earlier experiments are in its log. */
  void hasEarlier() {
    waiting = false;
    model = newModel(submitted, specification, log);
    scheduler.release();
  }

  /**
   * The specification of a submitted experiment.
   *
   * @throws InvalidSettingsException where this version cannot read the text that was accepted
   */
  static Specification specification(Experiment experiment) throws InvalidSettingsException {
    return ResumedTrials.specification(experiment);
  }

  /**
   * The specification of a submitted experiment file.
   *
   * @throws InvalidSettingsException where this version cannot read the text that was accepted
   */
  static Specification specification(String text, Optional<Path> baseDirectory)
      throws InvalidSettingsException {
    return ExperimentFile.parse(text, baseDirectory).specification();
  }

  /** The record at submission. */
  Experiment submitted() {
    return submitted;
  }

  String id() {
    return submitted.getExperiment();
  }

  Specification specification() {
    return specification;
  }

  String primaryMetric() {
    return specification.objective().primaryMetric();
  }

  /** Whether its trials are asked for over HTTP. */
  boolean isAsked() {
    return asked;
  }

  MetricLog log() {
    return log;
  }

  ExperimentScheduler scheduler() {
    return scheduler;
  }

  /** What suggests its later trials; empty where no trial depends on others. */
  Optional<ExperimentModel> model() {
    return Optional.ofNullable(model);
  }

  /**
   * A record of the log counts.
   *
   * @param end whether it is an end mark
   */
  void counted(int trial, boolean end, Effect effect) {
    if (model == null) {
      return;
    }
    model.changed(trial, end);
    if (effect instanceof Effect.Counted counted) {
      counted.decisions().forEach(decision -> model.changed(decision.trial(), true));
    }
  }

  /** Keeps a decision of the policy. */
  void decided(Decision decision) {
    TrialIds.parse(decision.getTrial())
        .ifPresent(trial -> decisionOf.put(trial.number(), decisions.size()));
    decisions.add(decision);
  }

  /** A trial as the task's store keeps it. */
  TrialSnapshot snapshot(ScheduledTrial trial) {
    int decision = decisionOf.get(trial.number());
    return TrialSnapshots.of(
        trial,
        view(trial),
        decision < 0
            ? Optional.empty()
            : Optional.of(new TrialSnapshots.NumberedDecision(decision, decisions.get(decision))));
  }

  String project() {
    return submitted.getProject();
  }

  String owner() {
    return submitted.getOwner();
  }

  /** A trial reported: a reader may see another interval count, another score. */
  void reported(int trial, Effect.Counted effect) {
    if (effect.scoreChanged()) {
      scheduler.scored();
    }
    // A trial that was never suggested, a foreign record's, is shown nowhere.
    if (trial < scheduler.suggested()) {
      if (effect.scoreChanged()) {
        changedScores.add(trial);
      }
      if (effect.interval() > 0) {
        intervals++;
        changedViews.add(trial);
      }
    }
  }

  /** The intervals that its trials have reported since the last call. */
  long takeIntervals() {
    long taken = intervals;
    intervals = 0;
    return taken;
  }

  /** Whether this is the first time that a trial is said to have ended. */
  boolean endsNow(int trial) {
    boolean before = ended.get(trial);
    ended.set(trial);
    return !before;
  }

  /** How many trials have a score that has not been taken. */
  int unshownScores() {
    return changedScores.size();
  }

  /** A trial's state changed. */
  void changed(int trial) {
    changedViews.add(trial);
    changedStates.add(trial);
  }

  /** Whether the experiment's own state changed since the last call. */
  boolean takeStateChange() {
    boolean changed = !scheduler.state().equals(keptState);
    keptState = scheduler.state();
    return changed;
  }

  /** Whether a reader of the views or of the leaderboard would see something differently. */
  boolean hasChanged() {
    return !changedViews.isEmpty() || !changedScores.isEmpty() || !changedStates.isEmpty();
  }

  /** The trials whose state changed since the last call. */
  int[] takeChangedStates() {
    return changedStates.take();
  }

  /**
   * Trials whose score changed since they were last taken, those that wait longest first.
   *
   * @param most how many at most
   */
  int[] takeChangedScores(int most) {
    return changedScores.take(most);
  }

  /** A trial as it stands now. */
  TrialView view(ScheduledTrial trial) {
    Optional<Standing> standing = log.log().standing(trial.number());
    OptionalDouble score = standing.map(Standing::score).orElse(OptionalDouble.empty());
    return new TrialView(
        TrialIds.of(id(), trial.number()),
        trial.number(),
        TrialStatus.valueOf(trial.state().status().name()),
        trial.parameters(),
        score,
        score.isPresent()
            ? OptionalInt.of(standing.map(Standing::scoreInterval).orElse(0))
            : OptionalInt.empty(),
        standing.map(Standing::intervals).orElse(0),
        trial.state().attempt(),
        trial.state().reason(),
        trial.basis());
  }

  /** The experiment's trials and decisions as they stand now. */
  PublishedView publish() {
    for (int number = views.size(); number < scheduler.suggested(); number++) {
      scheduler.trial(number).map(this::view).ifPresent(views::add);
    }
    for (int number : changedViews.take()) {
      scheduler.trial(number).ifPresent(trial -> views.set(trial.number(), view(trial)));
    }
    return PublishedView.of(views, log.log().ranking(), decisions);
  }

  /** The record to show while it runs; empty where it is the one that was taken before. */
  Optional<Experiment> takeNewRecord() {
    Experiment record = toRecord(Optional.empty());
    boolean same = record.equals(shown);
    shown = record;
    return same ? Optional.empty() : Optional.of(record);
  }

  /**
   * The experiment as the topic {@code experiments} shows it.
   *
   * @param end when and where in the log it ended; empty while it runs
   */
  Experiment toRecord(Optional<End> end) {
    int[] best = log.log().ranking(1);
    // A trial that was never suggested (a foreign record) has no place among those shown.
    Optional<ScheduledTrial> bestTrial =
        best.length == 0 ? Optional.empty() : scheduler.trial(best[0]);
    Experiment.Builder record =
        Experiment.newBuilder(submitted)
            .setState(ExperimentStatus.valueOf(scheduler.state().status().name()))
            .setReason(scheduler.state().reason())
            .setQueued(count(io.trialstream.scheduling.TrialStatus.QUEUED))
            .setRunning(count(io.trialstream.scheduling.TrialStatus.RUNNING))
            .setCompleted(count(io.trialstream.scheduling.TrialStatus.COMPLETED))
            .setFailed(count(io.trialstream.scheduling.TrialStatus.FAILED))
            .setStopped(count(io.trialstream.scheduling.TrialStatus.STOPPED))
            .setCanceled(count(io.trialstream.scheduling.TrialStatus.CANCELED));
    bestTrial.ifPresent(
        trial -> {
          record.setBestTrial(TrialIds.of(id(), trial.number()));
          log.log()
              .standing(trial.number())
              .ifPresent(standing -> standing.score().ifPresent(record::setBestScore));
        });
    end.ifPresent(
        at -> {
          record.setEnded(Instant.ofEpochMilli(at.timeMs()));
          record.setMetricsTo(at.metricsOffset());
        });
    return record.build();
  }

  private long count(io.trialstream.scheduling.TrialStatus status) {
    return scheduler.count(status);
  }

  /**
   * The end of an experiment.
   *
   * @param timeMs when, in milliseconds since the epoch
   * @param metricsOffset the offset behind its last counted record
   */
  record End(long timeMs, long metricsOffset) {}
}
