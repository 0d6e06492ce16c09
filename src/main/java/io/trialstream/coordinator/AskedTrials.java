package io.trialstream.coordinator;

import io.trialstream.avro.EventKind;
import io.trialstream.avro.MetricEvent;
import io.trialstream.scheduling.ExperimentScheduler;
import io.trialstream.scheduling.ExperimentStatus;
import io.trialstream.scheduling.ScheduledTrial;
import io.trialstream.scheduling.TrialState;
import io.trialstream.stopping.Effect;
import io.trialstream.stopping.Standing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/*
 * Where the threads that answer HTTP requests and the stream thread that owns the experiment meet.
 * The former only add to the queue and the map of those who wait, and read the trials; all else is
 * the stream thread's.
 *
 * A trial is offered after the commit that made it durable: before it, a crash could give its number
 * other hyperparameters, and the log would hold results of a trial that never was. The store counts
 * its commits where it is told of one; a commit that fails closes the task, and withdraws all this.
 *
 * What is held for somebody is held in memory alone. If the owner dies the trials are in the queue
 * still, and go to whoever asks first; where two start one, the log's first owns it.
 */
final class AskedTrials implements AskedExperiment {
  private final Queue<Ask> arriving = new ConcurrentLinkedQueue<>();
  private final Map<Integer, AskedTrial> trials = new ConcurrentHashMap<>();
  private final Map<Sent, CompletableFuture<Passing>> awaited = new ConcurrentHashMap<>();
  private final CompletableFuture<AskedExperiment> caughtUp = new CompletableFuture<>();
  private volatile @Nullable Offer end;

  private final List<Ask> asks = new ArrayList<>();
  private final TreeSet<Integer> queued = new TreeSet<>();
  private final Set<Integer> held = new HashSet<>();
  private final Map<String, Set<Integer>> byExecution = new HashMap<>();
  private final Map<Integer, LastReport> lastReports = new HashMap<>();

  private record LastReport(Sent sent, OptionalInt interval) {}

  @Override
  public CompletableFuture<Offer> ask(int count, String execution) {
    Ask ask = new Ask(count, execution);
    arriving.add(ask);
    Offer over = end;
    if (over != null) {
      ask.answer().complete(over);
    }
    return ask.answer();
  }

  @Override
  public CompletableFuture<AskedExperiment> caughtUp() {
    return caughtUp;
  }

  /** All that the log held at the takeover has been passed. */
  void catchUp() {
    caughtUp.complete(this);
  }

  @Override
  public Optional<AskedTrial> trial(int number) {
    return Optional.ofNullable(trials.get(number));
  }

  @Override
  public CompletableFuture<Passing> passing(Sent sent) {
    CompletableFuture<Passing> passing =
        awaited.computeIfAbsent(sent, key -> new CompletableFuture<>());
    if (end != null) {
      passing.complete(Passing.unseen());
    }
    return passing;
  }

  @Override
  public void forget(Sent sent) {
    awaited.remove(sent);
  }

  /** Whether somebody waits for trials. */
  boolean hasAsks() {
    return !asks.isEmpty() || !arriving.isEmpty();
  }

  /** A trial's state changed. */
  void put(ScheduledTrial trial, Optional<Standing> standing) {
    trials.put(trial.number(), new AskedTrial(trial, standing));
    standing.ifPresent(
        known ->
            byExecution
                .computeIfAbsent(known.execution(), id -> new HashSet<>())
                .add(trial.number()));
    if (trial.state() instanceof TrialState.Queued) {
      queued.add(trial.number());
    } else {
      queued.remove(trial.number());
    }
    if (!trial.state().open()) {
      lastReports.remove(trial.number());
    }
  }

  /**
   * Holds the trials that wait for those who ask.
   *
   * @return how many they lack
   */
  int wanted() {
    for (Ask next = arriving.poll(); next != null; next = arriving.poll()) {
      asks.add(next);
    }
    asks.removeIf(this::isOver);
    int wanted = 0;
    for (Ask ask : asks) {
      if (isServed(ask)) {
        hold(ask);
        wanted += ask.missing();
      }
    }
    return wanted;
  }

  private boolean isOver(Ask ask) {
    if (ask.isOver()) {
      held.removeAll(ask.held());
      return true;
    }
    return false;
  }

  /** Whether it is to be given trials that nobody has. */
  private boolean isServed(Ask ask) {
    return !ask.answer().isDone() && given(ask).isEmpty() && !isRepeated(ask);
  }

  /**
   * Whether an earlier one of the same execution is being served: until all that it was offered has
   * started it is not known what this one is to be given again.
   */
  private boolean isRepeated(Ask ask) {
    for (Ask earlier : asks) {
      if (earlier == ask) {
        return false;
      }
      if (earlier.execution().equals(ask.execution())) {
        return true;
      }
    }
    return false;
  }

  private List<Integer> given(Ask ask) {
    return byExecution.getOrDefault(ask.execution(), Set.of()).stream()
        .sorted()
        .filter(number -> trial(number).filter(at -> at.isWith(ask.execution())).isPresent())
        .toList();
  }

  private void hold(Ask ask) {
    for (int number : queued) {
      if (ask.missing() == 0) {
        return;
      }
      if (held.add(number)) {
        ask.held().add(number);
      }
    }
  }

  /**
   * Answers those who have all that they get.
   *
   * @param commits the store's count of commits so far
   * @return whether trials were found that a commit must make durable
   */
  boolean serve(ExperimentScheduler scheduler, long commits) {
    boolean found = false;
    ExperimentStatus status = scheduler.state().status();
    for (Ask ask : asks) {
      if (ask.answer().isDone() || isRepeated(ask)) {
        continue;
      }
      List<Integer> given = given(ask);
      if (!given.isEmpty()) {
        ask.answer(offer(given, status, true));
      } else {
        hold(ask);
        if (ask.isDurable(commits) || (ask.held().isEmpty() && !scheduler.canSuggest())) {
          ask.answer(offer(ask.held(), status, false));
        } else if (!ask.isSettled() && (ask.missing() == 0 || !scheduler.canSuggest())) {
          ask.settle(commits);
          found = true;
        }
      }
    }
    return found;
  }

  private Offer.Trials offer(List<Integer> numbers, ExperimentStatus status, boolean started) {
    List<Offer.Offered> offered = new ArrayList<>();
    for (int number : numbers) {
      trial(number)
          .map(AskedTrial::trial)
          .filter(trial -> started || trial.state() instanceof TrialState.Queued)
          .map(
              trial ->
                  new Offer.Offered(number, trial.state().attempt(), trial.parameters(), started))
          .ifPresent(offered::add);
    }
    return Offer.Trials.of(offered, status);
  }

  /**
   * A record of the log has been passed, and {@link #put} has told of its trial.
   *
   * @param trial the trial's number
   * @param lastSeq the highest seq seen of the trial's execution
   */
  void passed(int trial, MetricEvent event, Effect effect, long lastSeq) {
    Sent sent = new Sent(trial, event.getAttempt(), event.getExecution(), event.getSeq());
    Passing.Kind kind = kind(effect);
    OptionalInt interval = kind == Passing.Kind.REPEATED ? repeated(sent) : interval(effect);
    if (event.getKind() == EventKind.REPORT && kind == Passing.Kind.COUNTED) {
      lastReports.put(trial, new LastReport(sent, interval));
    }
    CompletableFuture<Passing> waits = awaited.remove(sent);
    if (waits != null) {
      waits.complete(new Passing(kind, interval, lastSeq));
    }
  }

  private static Passing.Kind kind(Effect effect) {
    if (effect instanceof Effect.Dropped dropped) {
      return dropped.reason() == Effect.Reason.DUPLICATE
          ? Passing.Kind.REPEATED
          : Passing.Kind.REFUSED;
    }
    return Passing.Kind.COUNTED;
  }

  private static OptionalInt interval(Effect effect) {
    return effect instanceof Effect.Counted counted && counted.interval() > 0
        ? OptionalInt.of(counted.interval())
        : OptionalInt.empty();
  }

  /** The interval that the same record had when it was passed first, where it was the last one. */
  private OptionalInt repeated(Sent sent) {
    LastReport last = lastReports.get(sent.trial());
    return last != null && last.sent().equals(sent) ? last.interval() : OptionalInt.empty();
  }

  /** The experiment is no matter of this task any more; everybody who waits is told. */
  void close(Offer over) {
    end = over;
    for (Ask next = arriving.poll(); next != null; next = arriving.poll()) {
      asks.add(next);
    }
    asks.forEach(ask -> ask.answer().complete(over));
    asks.clear();
    awaited.values().forEach(waits -> waits.complete(Passing.unseen()));
  }
}
