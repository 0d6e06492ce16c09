package io.trialstream.coordinator;

import io.trialstream.avro.MetricEvent;
import io.trialstream.scheduling.Claim;
import io.trialstream.scheduling.ExperimentState;
import io.trialstream.stopping.Decision;
import io.trialstream.stopping.Effect;
import io.trialstream.stopping.EndState;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Does what requests, heartbeats and the evaluator's outcomes ask for: suggestions, stops, kills,
 * leases, limits, states.
 */
final class SchedulerProcessor implements Processor<String, Inbound, Object, Object> {
  static final String NAME = "scheduler";

  /** How often those who wait for trials, and for models that suggest them, are looked after. */
  private static final Duration WAITING_INTERVAL = Duration.ofMillis(10);

  private final Surroundings surroundings;
  private @Nullable Parts parts;

  private record Parts(
      TaskAccess task,
      Requests requests,
      Orders orders,
      Leasing leases,
      Models models,
      WarmStarts warmStarts,
      Showing showing,
      Asks asks,
      List<Cancellable> punctuations) {}

  SchedulerProcessor(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public void init(ProcessorContext<Object, Object> context) {
    TaskAccess task = TaskAccess.open(context, surroundings.meters());
    Orders orders = new Orders(task.destinations(), surroundings.meters());
    // Whoever finds the view of an experiment finds this of it too.
    Asks asks = new Asks(task, surroundings.asked(), surroundings.logEnds());
    Cancellable ticks =
        context.schedule(
            Duration.ofMillis(surroundings.config().tickIntervalMs()),
            PunctuationType.WALL_CLOCK_TIME,
            this::tick);
    Cancellable waiting =
        context.schedule(
            WAITING_INTERVAL, PunctuationType.WALL_CLOCK_TIME, now -> serveThoseWhoWait());
    parts =
        new Parts(
            task,
            new Requests(task, surroundings.config().topicPartitions()),
            orders,
            Leasing.start(task, orders, surroundings),
            new Models(task, surroundings.modelThreads()),
            new WarmStarts(surroundings.imports()),
            new Showing(task, surroundings.views(), surroundings.showings()),
            asks,
            List.of(ticks, waiting));
  }

  @Override
  public void close() {
    Parts initialised = parts;
    if (initialised != null) {
      initialised.punctuations().forEach(Cancellable::cancel);
      initialised.models().close();
      initialised.warmStarts().close();
      initialised.showing().withdraw();
      initialised.asks().withdraw();
      parts = null;
    }
  }

  private Parts parts() {
    Parts initialised = parts;
    if (initialised == null) {
      throw new IllegalStateException("the processor has not been initialised");
    }
    return initialised;
  }

  @Override
  public void process(Record<String, Inbound> record) {
    Parts with = parts();
    Inbound in = record.value();
    if (in instanceof Inbound.Outcome outcome) {
      outcome(with, outcome);
    } else if (in instanceof Inbound.HeartbeatIn heartbeat) {
      with.leases().heartbeat(heartbeat.heartbeat());
    } else if (in instanceof Inbound.RequestIn request) {
      request(with, record, request);
    } else if (in instanceof Inbound.Late late) {
      late(with, late.event());
    } else if (in instanceof Inbound.Poison poison) {
      with.task().destinations().deadLetter(record, poison.bytes(), poison.sentence());
    }
    RecordMetadata place = with.task().place();
    if (place.topic().equals(surroundings.config().topics().heartbeats().name())) {
      with.task().journals().heartbeatsPosition(place.offset() + 1);
    }
  }

  private void request(Parts with, Record<String, Inbound> record, Inbound.RequestIn in) {
    Requests.Answer answer = with.requests().handle(in.request(), record.timestamp());
    if (answer instanceof Requests.Answer.Done done) {
      carryOut(with, done.experiment());
      with.showing().experimentNow(done.experiment());
    } else if (answer instanceof Requests.Answer.Refused refused) {
      with.task().destinations().deadLetter(record, in.bytes(), refused.sentence());
    }
  }

  private void outcome(Parts with, Inbound.Outcome outcome) {
    MetricEvent event = outcome.record().event();
    ActiveExperiment experiment = outcome.experiment();
    if (outcome.effect() instanceof Effect.Dropped dropped) {
      answerTeller(with, outcome);
      if (dropped.reason() != Effect.Reason.DUPLICATE) {
        with.orders()
            .killStranger(event, "another execution owns the attempt, or it is over", now(with));
      }
      return;
    }
    switch (event.getKind()) {
      case STARTED -> started(with, outcome, event);
      case ENDED -> ended(with, outcome, event);
      default -> decided(with, outcome);
    }
    answerTeller(with, outcome);
    carryOut(with, experiment);
  }

  /** Whoever told this over HTTP lives, and waits to hear what came of it. */
  private static void answerTeller(Parts with, Inbound.Outcome outcome) {
    ActiveExperiment experiment = outcome.experiment();
    if (experiment.isAsked()) {
      with.leases().renewHeld(experiment, outcome.trial(), outcome.record().event());
      with.asks().passed(experiment, outcome.trial(), outcome.record().event(), outcome.effect());
    }
  }

  private void started(Parts with, Inbound.Outcome outcome, MetricEvent event) {
    Claim claim = Orders.claim(event);
    outcome
        .experiment()
        .scheduler()
        .started(outcome.trial(), event.getAttempt(), claim, outcome.record().timestampMs());
    with.leases().renew(event, outcome.trial());
  }

  private void ended(Parts with, Inbound.Outcome outcome, MetricEvent event) {
    io.trialstream.avro.EndState how = event.getState();
    if (how == null) {
      return;
    }
    String reason = event.getReason();
    outcome
        .experiment()
        .scheduler()
        .ended(
            outcome.trial(),
            event.getAttempt(),
            EndState.valueOf(how.name()),
            reason == null ? "" : Orders.bounded(reason));
    outcome.experiment().changed(outcome.trial());
    with.leases().release(event, outcome.trial());
  }

  private static void decided(Parts with, Inbound.Outcome outcome) {
    ActiveExperiment experiment = outcome.experiment();
    if (!(outcome.effect() instanceof Effect.Counted counted)) {
      return;
    }
    experiment.reported(outcome.trial(), counted);
    for (Decision decision : counted.decisions()) {
      io.trialstream.avro.Decision made = Orders.decision(experiment, decision, outcome.record());
      experiment.decided(made);
      with.task().destinations().decision(made);
      with.task().meters().decided(decision.policy(), now(with) - outcome.record().timestampMs());
      experiment.scheduler().stopDecided(decision.trial(), decision.attempt(), made.getReason());
    }
  }

  private void late(Parts with, MetricEvent event) {
    with.orders().killStranger(event, "the experiment has ended", now(with));
  }

  private void tick(long timestampMs) {
    Parts with = parts();
    Journals journals = with.task().journals();
    with.leases().tick();
    for (ActiveExperiment experiment : List.copyOf(journals.active().values())) {
      boolean warm = with.warmStarts().look(experiment, journals.metricsPosition());
      experiment.scheduler().tick(now(with));
      if (warm) {
        with.showing().experimentNow(experiment);
      }
      carryOut(with, experiment);
    }
    with.showing().tick(now(with));
  }

  /** Does what an experiment's scheduler wants done, and keeps what has changed. */
  private void carryOut(Parts with, ActiveExperiment experiment) {
    if (!(experiment.scheduler().state() instanceof ExperimentState.Ended)) {
      experiment.scheduler().suggest(wanted(with, experiment));
    }
    with.orders().carryOut(experiment, now(with));
    List<Integer> changed = with.showing().keep(experiment, now(with));
    if (experiment.isAsked()) {
      with.asks().serve(experiment, changed);
    }
    if (experiment.scheduler().state() instanceof ExperimentState.Ended ended) {
      with.models().ended(experiment);
      with.warmStarts().ended(experiment.id());
      with.showing().ended(experiment, now(with));
      with.asks().ended(experiment, ended);
    } else {
      with.models().work(experiment, wanted(with, experiment));
    }
  }

  /** How many suggestions are wanted now, as far as the limits allow them. */
  private static int wanted(Parts with, ActiveExperiment experiment) {
    return experiment.isAsked()
        ? Math.min(with.asks().wanted(experiment), Orders.SUGGESTIONS_AT_ONCE)
        : Orders.SUGGESTIONS_AT_ONCE;
  }

  private void serveThoseWhoWait() {
    Parts with = parts();
    with.asks().catchUp();
    Set<ActiveExperiment> due = new LinkedHashSet<>(with.models().collect());
    due.addAll(with.asks().waitedFor());
    due.forEach(experiment -> carryOut(with, experiment));
  }

  private static long now(Parts with) {
    return with.task().nowMs();
  }
}
