package io.trialstream.coordinator;

import io.trialstream.experiment.Specification;
import io.trialstream.sampling.Observation;
import io.trialstream.sampling.Sampler;
import io.trialstream.sampling.SamplingAlgorithms;
import io.trialstream.sampling.SamplingModel;
import io.trialstream.sampling.SamplingModel.Basis;
import io.trialstream.sampling.SamplingModel.Proposal;
import io.trialstream.scheduling.ExperimentScheduler;
import io.trialstream.scheduling.Observations;
import io.trialstream.scheduling.Recomputation;
import io.trialstream.stopping.ExperimentLog;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An experiment's model at work: it does one job at a time, on another thread. Proposals come
 * first; where none are wanted, and trials have ended, it is fitted. A model that fails, or takes
 * too long, holds up nothing: its trials are drawn independently instead, and it starts anew. For
 * the stream thread alone.
 */
final class ExperimentModel {
  private static final Logger LOG = LoggerFactory.getLogger(ExperimentModel.class);

  /** Trials of one job at most: those that are asked for later know more. */
  private static final int MOST_AT_ONCE = 16;

  /** As long as workers wait for a model at most, in milliseconds. */
  private static final long PATIENCE_MS = 60_000;

  /** A fit that nobody waits for is followed by a pause of so many times its length. */
  private static final int PAUSES = 4;

  private final String experiment;
  private final Supplier<SamplingModel> models;
  private final Sampler independent;
  private final Observations observations;
  private SamplingModel model;
  private @Nullable ModelJob job;
  private boolean ends;
  private int failures;
  private long pausedUntilMs;

  private ExperimentModel(
      String experiment,
      Supplier<SamplingModel> models,
      SamplingModel first,
      Sampler independent,
      Observations observations) {
    this.experiment = experiment;
    this.models = models;
    this.model = first;
    this.independent = independent;
    this.observations = observations;
  }

  /**
   * The model of an experiment; empty where it has none.
   *
   * @param earlier trials of earlier experiments, to learn from as well
   */
  static Optional<ExperimentModel> of(
      String experiment,
      Specification specification,
      long seed,
      ExperimentLog log,
      List<Observation> earlier) {
    return specification
        .model(seed)
        .map(
            first ->
                new ExperimentModel(
                    experiment,
                    () -> specification.model(seed).orElse(first),
                    first,
                    SamplingAlgorithms.independent(specification.searchSpace(), seed),
                    new Observations(log, earlier)));
  }

  /**
   * The log says something new of a trial.
   *
   * @param end whether that the trial has ended or is to be stopped
   */
  void changed(int trial, boolean end) {
    observations.changed(trial);
    ends |= end;
  }

  /**
   * Gives the model a job, where there is one and it has none.
   *
   * @param most how many trials are wanted at most, from 0
   * @param position the offset behind the last record that the log was given
   * @return whether it has one now
   */
  boolean work(
      ExperimentScheduler scheduler, int most, long position, long nowMs, Executor threads) {
    if (job != null) {
      return true;
    }
    int wanted = Math.min(Math.min(scheduler.wanted(), most), MOST_AT_ONCE);
    if (wanted > 0) {
      job =
          ModelJob.propose(
              model, observations.history(position, scheduler), wanted, nowMs, threads);
    } else if (ends && nowMs >= pausedUntilMs && scheduler.hasMore()) {
      ends = false;
      job = ModelJob.refresh(model, observations.history(position, scheduler), nowMs, threads);
    }
    return job != null;
  }

  /**
   * Takes what the model has come to.
   *
   * @return whether its job is done or given up
   */
  boolean collect(ExperimentScheduler scheduler, long nowMs) {
    ModelJob now = job;
    if (now == null) {
      return false;
    }
    if (!now.isDone()) {
      if (nowMs - now.sinceMs() < PATIENCE_MS) {
        return false;
      }
      now.drop();
    }
    job = null;
    try {
      List<Proposal> proposals = now.proposals();
      int number = now.history().trials().size();
      for (Proposal proposal : proposals) {
        scheduler.offer(number++, proposal.point(), proposal.basis());
      }
    } catch (ModelJob.ModelFailedException e) {
      LOG.atError()
          .setCause(e)
          .addKeyValue("experiment", experiment)
          .addKeyValue("observed", now.history().trials().size())
          .addKeyValue("position", now.history().position())
          .log("A model failed; trials are drawn independently instead");
      failures++;
      model = models.get();
      draw(scheduler, now);
    }
    if (now.count() == 0) {
      pausedUntilMs = nowMs + PAUSES * (nowMs - now.sinceMs());
    }
    return true;
  }

  private void draw(ExperimentScheduler scheduler, ModelJob failed) {
    long position = failed.history().position();
    int number = failed.history().trials().size();
    for (int i = 0; i < failed.count(); i++, number++) {
      scheduler.offer(
          number,
          independent.suggest(number),
          new Basis(Recomputation.INDEPENDENT, position, 0, position));
    }
  }

  /** How often the model has failed since the last call. */
  int takeFailures() {
    int taken = failures;
    failures = 0;
    return taken;
  }

  /** Nobody waits for the model any more. */
  void drop() {
    if (job != null) {
      job.drop();
    }
  }
}
