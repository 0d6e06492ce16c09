package io.trialstream.server;

import io.trialstream.avro.MetricEvent;
import io.trialstream.coordinator.AskedExperiment;
import io.trialstream.coordinator.AskedTrial;
import io.trialstream.coordinator.Offer;
import io.trialstream.coordinator.Passing;
import io.trialstream.coordinator.Sent;
import io.trialstream.sampling.Parameter;
import io.trialstream.sampling.ParameterValue;
import io.trialstream.scheduling.Claim;
import io.trialstream.scheduling.ExperimentStatus;
import io.trialstream.scheduling.Retries;
import io.trialstream.scheduling.ScheduledTrial;
import io.trialstream.scheduling.TrialState;
import io.trialstream.stopping.EndState;
import io.trialstream.stopping.Standing;
import io.trialstream.topics.TrialIds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The owner's side of ask and tell, played: offers as many trials as are asked for, and passes what
 * is told at once.
 */
final class PlayedAsked implements AskedExperiment {
  static final String STOP = "it is worse than the others";

  final List<String> executions = new ArrayList<>();
  final List<Offer.Trials> offers = new ArrayList<>();
  final Map<Integer, AskedTrial> trials = new ConcurrentHashMap<>();
  final CompletableFuture<AskedExperiment> caughtUp = new CompletableFuture<>();
  volatile boolean takenOver;
  volatile boolean slow;
  volatile boolean full;
  volatile boolean stops;
  volatile boolean cancels;
  volatile boolean withdrawn;
  private final Map<Sent, CompletableFuture<Passing>> awaited = new ConcurrentHashMap<>();
  private final Map<Sent, Integer> intervals = new ConcurrentHashMap<>();

  @Override
  public CompletableFuture<Offer> ask(int count, String execution) {
    executions.add(execution);
    if (withdrawn) {
      return CompletableFuture.completedFuture(new Offer.Withdrawn());
    }
    List<Offer.Offered> offered = new ArrayList<>();
    for (int i = 0; i < count && !full; i++) {
      int number = trials.size();
      List<Parameter> parameters =
          List.of(new Parameter("rate", new ParameterValue.Real(number / 8.0)));
      trials.put(number, queued(number, 1));
      offered.add(new Offer.Offered(number, 1, parameters, false));
    }
    Offer.Trials offer = new Offer.Trials(offered, ExperimentStatus.RUNNING, new AtomicBoolean());
    offers.add(offer);
    return CompletableFuture.completedFuture(offer);
  }

  static AskedTrial queued(int number, int attempt) {
    return new AskedTrial(
        new ScheduledTrial(
            number, List.of(), Optional.empty(), new TrialState.Queued(attempt, "gone")),
        Optional.empty());
  }

  @Override
  public CompletableFuture<AskedExperiment> caughtUp() {
    return takenOver ? caughtUp : CompletableFuture.completedFuture(this);
  }

  @Override
  public Optional<AskedTrial> trial(int number) {
    return Optional.ofNullable(trials.get(number));
  }

  @Override
  public CompletableFuture<Passing> passing(Sent sent) {
    return awaited.computeIfAbsent(sent, key -> new CompletableFuture<>());
  }

  @Override
  public void forget(Sent sent) {
    awaited.remove(sent);
  }

  /** What the owner does with a record. */
  void pass(MetricEvent event) {
    if (slow) {
      return;
    }
    int number = TrialIds.parse(event.getTrial()).orElseThrow().number();
    Sent sent = new Sent(number, event.getAttempt(), event.getExecution(), event.getSeq());
    TrialState before = trial(number).orElseThrow().state();
    TrialState after =
        switch (event.getKind()) {
          case STARTED ->
              cancels
                  ? ((TrialState.Queued) before).cancel("not wanted")
                  : ((TrialState.Queued) before)
                      .start(new Claim(event.getExecution(), event.getWorker(), -1), 0);
          case ENDED ->
              before instanceof TrialState.Ended
                  ? before
                  : ((TrialState.Claimed) before)
                      .end(
                          EndState.valueOf(event.getState().name()),
                          new Retries(2, false),
                          event.getReason());
          case REPORT, UNKNOWN ->
              stops && before instanceof TrialState.Running running ? running.stop(STOP) : before;
        };
    Optional<EndState> ended =
        Optional.ofNullable(event.getState()).map(state -> EndState.valueOf(state.name()));
    trials.put(
        number,
        new AskedTrial(
            new ScheduledTrial(number, List.of(), Optional.empty(), after),
            Optional.of(
                new Standing(
                    number,
                    event.getAttempt(),
                    event.getExecution(),
                    ended,
                    Optional.empty(),
                    0,
                    OptionalDouble.empty(),
                    0))));
    boolean again = intervals.containsKey(sent);
    int interval = intervals.computeIfAbsent(sent, key -> intervals.size());
    Optional.ofNullable(awaited.remove(sent))
        .ifPresent(
            waits ->
                waits.complete(
                    new Passing(
                        again ? Passing.Kind.REPEATED : Passing.Kind.COUNTED,
                        OptionalInt.of(interval),
                        event.getSeq())));
  }
}
