package io.trialstream.scheduling;

import io.trialstream.experiment.Limits;
import io.trialstream.experiment.Specification;
import io.trialstream.sampling.Parameter;
import io.trialstream.sampling.Sampler;
import io.trialstream.sampling.SamplingModel.Basis;
import io.trialstream.stopping.EndState;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One experiment's trials: what to suggest, stop and kill, and when the experiment ends. It knows
 * no clock and no topic: moments are passed in, and what it wants done is fetched with {@link
 * #actions()}. Everything in it can be rebuilt from the trials' and the experiment's states. Not
 * safe for use by several threads.
 */
public final class ExperimentScheduler {
  /** As many trials as must fail in a row, from the first, for the experiment to fail. */
  private static final int FIRST_FAILURES = 10;

  /**
   * Trials that wait in the queue at most: more make no worker faster, but an experiment that is
   * canceled leaves them all to be turned away, and those of others wait behind them.
   */
  private static final int MOST_QUEUED = 1000;

  /**
   * Trials of a model that wait in the queue, of those it suggests: so many at least, or a tenth of
   * those that run. Whatever ends while a trial waits, that trial has not learned from. Where
   * trials are asked for they do not wait.
   */
  private static final int FEW_QUEUED = 16;

  private final Limits limits;
  private final Retries retries;
  private final Sampler sampler;
  private final long total;
  private final long deadlineMs;
  private final boolean asked;

  private final List<ScheduledTrial> trials = new ArrayList<>();
  private final TrialCounts counts = new TrialCounts();
  private final Deque<Started> startOrder = new ArrayDeque<>();
  private final List<Action> actions = new ArrayList<>();
  private final Set<Integer> changed = new LinkedHashSet<>();
  private ExperimentState state = new ExperimentState.Running();
  private final Silence silence = new Silence();
  private boolean anyScore;
  private boolean held;

  private record Started(int trial, int attempt, long sinceMs) {}

  /**
   * A new experiment, with nothing suggested yet.
   *
   * @param submittedMs when it was submitted, in milliseconds since the epoch
   */
  public ExperimentScheduler(Specification specification, Sampler sampler, long submittedMs) {
    this.limits = specification.limits();
    this.retries = new Retries(limits.maxRetries(), limits.retryFailed());
    this.sampler = sampler;
    this.total = Math.min(limits.maxTotalTrials(), sampler.size());
    this.asked = specification.isAsked();
    this.deadlineMs = submittedMs + limits.timeout().toMillis();
  }

  /**
   * An experiment as it stood.
   *
   * @param trials every trial suggested so far, in order of trial number
   */
  public static ExperimentScheduler restore(
      Specification specification,
      Sampler sampler,
      long submittedMs,
      ExperimentState state,
      List<ScheduledTrial> trials) {
    ExperimentScheduler scheduler = new ExperimentScheduler(specification, sampler, submittedMs);
    scheduler.state = state;
    for (ScheduledTrial trial : trials) {
      scheduler.trials.add(trial);
      scheduler.counts.enter(trial.state());
    }
    trials.stream()
        .filter(trial -> trial.state() instanceof TrialState.Running)
        .map(trial -> new Started(trial.number(), trial.state().attempt(), since(trial)))
        .sorted((a, b) -> Long.compare(a.sinceMs(), b.sinceMs()))
        .forEach(scheduler.startOrder::add);
    return scheduler;
  }

  private static long since(ScheduledTrial trial) {
    return ((TrialState.Running) trial.state()).sinceMs();
  }

  /**
   * Suggests trials that the sampler draws by itself, while the limits allow it.
   *
   * @param most as many at most, so that one call stays short
   */
  public void suggest(int most) {
    for (int i = 0; i < most && trials.size() < sampler.drawn() && canSuggest(); i++) {
      add(sampler.suggest(trials.size()), Optional.empty());
    }
  }

  /** Whether trials are left that may be suggested, now or later. */
  public boolean hasMore() {
    return state instanceof ExperimentState.Running && trials.size() < total;
  }

  /** Whether the limits allow another trial now, be it drawn or a model's. */
  public boolean canSuggest() {
    return room() > 0;
  }

  /**
   * How many trials are wanted of the model now: none while the sampler has trials to draw.
   *
   * @return from 0; the first of them is trial {@link #suggested()}
   */
  public int wanted() {
    return trials.size() < sampler.drawn() ? 0 : (int) room();
  }

  /**
   * Takes a trial that the model suggests.
   *
   * @param number its number; another than {@link #suggested()} is not taken
   * @param basis what it was suggested from
   * @return whether it was taken, which it is only where it is {@link #wanted()}
   */
  public boolean offer(int number, List<Parameter> parameters, Basis basis) {
    if (number != trials.size() || wanted() == 0) {
      return false;
    }
    add(parameters, Optional.of(basis));
    return true;
  }

  /** How many more trials the limits allow now. */
  private long room() {
    if (held || !hasMore()) {
      return 0;
    }
    long left = Math.min(total - trials.size(), limits.maxConcurrentTrials() - counts.open());
    return Math.max(0, Math.min(left, mostQueued() - counts.of(TrialStatus.QUEUED)));
  }

  private int mostQueued() {
    return asked || trials.size() < sampler.drawn()
        ? MOST_QUEUED
        : Math.min(MOST_QUEUED, Math.max(FEW_QUEUED, counts.of(TrialStatus.RUNNING) / 10));
  }

  private void add(List<Parameter> parameters, Optional<Basis> basis) {
    ScheduledTrial trial =
        new ScheduledTrial(trials.size(), parameters, basis, new TrialState.Queued(1, ""));
    trials.add(trial);
    counts.enter(trial.state());
    changed.add(trial.number());
    actions.add(Action.Suggest.of(trial));
  }

  /** Suggests nothing until {@link #release}: what the experiment starts from is not there yet. */
  public void hold() {
    held = true;
  }

  /** What the experiment starts from is there. */
  public void release() {
    held = false;
  }

  /** What the experiment starts from cannot be had. */
  public void fail(String why) {
    if (state instanceof ExperimentState.Running running) {
      end(running, ExperimentStatus.FAILED, why);
    }
  }

  /**
   * An execution started an attempt, and the log gave it the attempt. One that nobody waits for (of
   * a trial that was canceled in the queue, say) is killed.
   *
   * @param atMs when, in the log's time
   */
  public void started(int number, int attempt, Claim claim, long atMs) {
    Optional<ScheduledTrial> found = trial(number);
    if (found.isPresent()
        && found.get().state() instanceof TrialState.Queued queued
        && queued.attempt() == attempt) {
      enter(found.get(), queued.start(claim, atMs));
      startOrder.add(new Started(number, attempt, atMs));
      return;
    }
    String why =
        found
            .map(trial -> unwanted(number, attempt, trial.state()))
            .orElse("it was never suggested");
    actions.add(new Action.Order(number, attempt, claim, false, why));
  }

  private static String unwanted(int number, int attempt, TrialState state) {
    return "attempt "
        + attempt
        + " of trial "
        + number
        + " is not wanted: the trial is "
        + state.status()
        + (state.reason().isEmpty() ? "" : " (" + state.reason() + ")");
  }

  /**
   * The log has an attempt's end mark.
   *
   * @param why the mark's reason
   */
  public void ended(int number, int attempt, EndState how, String why) {
    Optional<ScheduledTrial> found = trial(number);
    if (found.isEmpty()
        || !(found.get().state() instanceof TrialState.Claimed claimed)
        || claimed.attempt() != attempt) {
      return;
    }
    TrialState next = claimed.end(how, retries, why);
    if (next instanceof TrialState.Queued again) {
      if (state instanceof ExperimentState.Ending ending) {
        next = again.cancel(ending.reason());
      } else {
        actions.add(Action.Suggest.of(found.get().with(again)));
      }
    }
    enter(found.get(), next);
    settle();
  }

  /**
   * The policy decided to stop a trial.
   *
   * @param why the decision as a sentence
   */
  public void stopDecided(int number, int attempt, String why) {
    Optional<ScheduledTrial> found = trial(number);
    if (found.isEmpty()) {
      return;
    }
    // The decision belongs to the trial, also where its state stays as it is.
    changed.add(number);
    if (found.get().state().attempt() != attempt) {
      return;
    }
    TrialState before = found.get().state();
    TrialState.Stopping next;
    if (before instanceof TrialState.Running running) {
      next = running.stop(why);
    } else if (before instanceof TrialState.Canceling canceling) {
      next = canceling.stop(why);
    } else {
      return;
    }
    enter(found.get(), next);
    actions.add(new Action.Order(number, attempt, next.claim(), true, why));
  }

  /**
   * Somebody wants a trial gone.
   *
   * @return whether there was anything to do
   */
  public boolean cancelTrial(int number, String why) {
    Optional<ScheduledTrial> found = trial(number);
    boolean done = found.isPresent() && cancel(found.get(), why);
    settle();
    return done;
  }

  /**
   * Somebody wants the experiment gone.
   *
   * @return whether there was anything to do
   */
  public boolean cancel(String why) {
    if (!(state instanceof ExperimentState.Running running)) {
      return false;
    }
    end(running, ExperimentStatus.CANCELED, why);
    return true;
  }

  /**
   * Looks at the clock: the experiment's timeout, the trials', and whether a trial waits that no
   * worker may know of any more.
   */
  public void tick(long nowMs) {
    if (state instanceof ExperimentState.Running running && nowMs >= deadlineMs) {
      end(
          running,
          ExperimentStatus.CANCELED,
          "its timeout of " + seconds(limits.timeout()) + " passed");
    }
    limits.trialTimeout().ifPresent(timeout -> endOverdue(timeout, nowMs));
    int queued = counts.of(TrialStatus.QUEUED);
    if (silence.isOver(queued > 0 && queued == counts.open(), nowMs)) {
      silence.next(trials).ifPresent(this::suggestAgain);
    }
  }

  private void suggestAgain(ScheduledTrial trial) {
    actions.add(Action.Suggest.of(trial));
  }

  private void endOverdue(Duration timeout, long nowMs) {
    while (!startOrder.isEmpty() && nowMs - startOrder.peek().sinceMs() >= timeout.toMillis()) {
      Started started = startOrder.remove();
      ScheduledTrial trial = trials.get(started.trial());
      if (trial.state() instanceof TrialState.Running running
          && running.attempt() == started.attempt()) {
        cancel(trial, "its trial_timeout of " + seconds(timeout) + " passed");
      }
    }
    settle();
  }

  private static String seconds(Duration duration) {
    return duration.toSeconds() + " s";
  }

  /** Ends what the trial holds; a running one is killed and keeps its slot until its end mark. */
  private boolean cancel(ScheduledTrial trial, String why) {
    if (trial.state() instanceof TrialState.Queued queued) {
      enter(trial, queued.cancel(why));
      return true;
    }
    if (trial.state() instanceof TrialState.Running running) {
      enter(trial, running.cancel(why));
      actions.add(new Action.Order(trial.number(), running.attempt(), running.claim(), false, why));
      return true;
    }
    return false;
  }

  private void end(ExperimentState.Running running, ExperimentStatus target, String why) {
    state = running.end(target, why);
    for (ScheduledTrial trial : List.copyOf(trials)) {
      cancel(trial, why);
    }
    settle();
  }

  private void enter(ScheduledTrial trial, TrialState next) {
    counts.leave(trial.state());
    counts.enter(next);
    trials.set(trial.number(), trial.with(next));
    changed.add(trial.number());
    if (!next.open() && state instanceof ExperimentState.Running running) {
      failIfHopeless(running);
    }
  }

  private void failIfHopeless(ExperimentState.Running running) {
    int failed = counts.of(TrialStatus.FAILED);
    long first = Math.min(FIRST_FAILURES, total);
    if (failed == ended() && failed >= first) {
      end(
          running,
          ExperimentStatus.FAILED,
          first == 1 ? "its trial failed" : "the first " + first + " trials to end all failed");
    } else if (limits.maxFailedTrials().isPresent()
        && failed > limits.maxFailedTrials().getAsLong()) {
      end(
          running,
          ExperimentStatus.FAILED,
          failed
              + " trials failed, more than max_failed_trials: "
              + limits.maxFailedTrials().getAsLong());
    }
  }

  private int ended() {
    return trials.size() - counts.open();
  }

  /** Ends the experiment where nothing is left of it. */
  private void settle() {
    if (counts.open() > 0) {
      return;
    }
    if (state instanceof ExperimentState.Ending ending) {
      state = ending.ended();
    } else if (state instanceof ExperimentState.Running running && trials.size() >= total) {
      state =
          running.complete(
              "all "
                  + total
                  + " trials have ended"
                  + (anyScore ? "" : "; none reported a finite value of the primary metric"));
    }
  }

  /** Some trial has a score now; the reason of the end says whether one has. */
  public void scored() {
    anyScore = true;
  }

  /** What is to be done, in order; the list is empty afterwards. */
  public List<Action> actions() {
    List<Action> due = List.copyOf(actions);
    actions.clear();
    return due;
  }

  /** The trials whose state changed since the last call, by number. */
  public List<Integer> changed() {
    List<Integer> numbers = List.copyOf(changed);
    changed.clear();
    return numbers;
  }

  /** A trial by its number; empty where it has not been suggested. */
  public Optional<ScheduledTrial> trial(int number) {
    return number >= 0 && number < trials.size()
        ? Optional.of(trials.get(number))
        : Optional.empty();
  }

  /** Trials suggested so far. */
  public int suggested() {
    return trials.size();
  }

  /** Trials in a state. */
  public int count(TrialStatus status) {
    return counts.of(status);
  }

  /** Where the experiment stands. */
  public ExperimentState state() {
    return state;
  }
}
