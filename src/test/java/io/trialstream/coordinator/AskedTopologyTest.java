package io.trialstream.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.trialstream.avro.EndState;
import io.trialstream.avro.EventKind;
import io.trialstream.avro.ExperimentStatus;
import io.trialstream.avro.MetricEvent;
import io.trialstream.avro.RequestAction;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An experiment without a command, in the topology that owns it. */
class AskedTopologyTest {
  @TempDir Path state;
  private TopologyRig rig;

  @BeforeEach
  void open() {
    rig = new TopologyRig(state);
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void nothingIsSuggestedBeforeSomebodyAsksAndNothingGoesToAPool() {
    // Given
    submit(5, 5, "");
    rig.advance(Duration.ofSeconds(1));

    // When
    long before = rig.experiment().getQueued();
    Offer.Trials offer = offered(ask(2, "e1"));

    // Then
    assertThat(before).isZero();
    assertThat(offer.trials()).extracting(Offer.Offered::trial).containsExactly(0, 1);
    assertThat(offer.trials().get(0).parameters()).hasSize(1);
    assertThat(rig.suggestions()).isEmpty();
    rig.advance(Duration.ofSeconds(1));
    assertThat(rig.experiment().getQueued()).isEqualTo(2);
  }

  @Test
  void trialsAreOfferedOnlyOnceTheyAreCommitted() {
    // Given
    submit(5, 5, "");

    // When
    CompletableFuture<Offer> answer = ask(1, "e1");
    rig.advanceOnce(Duration.ofMillis(10));
    boolean early = answer.isDone();
    rig.advanceOnce(Duration.ofMillis(10));

    // Then
    assertThat(early).isFalse();
    assertThat(answer).isDone();
  }

  @Test
  void whatIsHeldForOneIsNotOfferedToAnotherUntilItIsReleased() {
    // Given
    submit(5, 2, "");
    Offer.Trials held = offered(ask(2, "e1"));

    // When
    Offer.Trials none = offered(ask(2, "e2"));
    held.release();
    Offer.Trials again = offered(ask(2, "e3"));

    // Then
    assertThat(none.trials()).isEmpty();
    assertThat(none.status().name()).isEqualTo("RUNNING");
    assertThat(again.trials()).isEqualTo(held.trials());
  }

  @Test
  void whoDoesNotWaitAnyMoreHoldsNothing() {
    // Given
    submit(5, 1, "");

    // When
    ask(1, "e1").cancel(false);
    Offer.Trials next = offered(ask(1, "e2"));

    // Then
    assertThat(next.trials()).extracting(Offer.Offered::trial).containsExactly(0);
  }

  @Test
  void theSameExecutionIsOfferedWhatItHasStarted() {
    // Given
    submit(5, 5, "");
    Offer.Trials first = offered(ask(2, "e1"));
    first.trials().forEach(trial -> start("exp_" + trial.trial(), "e1"));
    first.release();
    rig.ended("exp_1", 1, "e1", EndState.COMPLETED);

    // When
    Offer.Trials again = offered(ask(5, "e1"));
    Offer.Trials other = offered(ask(1, "e2"));

    // Then
    assertThat(again.trials()).extracting(Offer.Offered::trial).containsExactly(0, 1);
    assertThat(again.trials()).allMatch(Offer.Offered::started);
    assertThat(other.trials()).extracting(Offer.Offered::trial).containsExactly(2);
  }

  @Test
  void twoAsksOfOneExecutionAtOnceGetTheSameTrials() {
    // Given
    submit(5, 5, "");
    CompletableFuture<Offer> first = ask(2, "e1");
    CompletableFuture<Offer> second = ask(2, "e1");
    Offer.Trials offer = offered(first);
    boolean doubled = second.isDone();

    // When
    offer.trials().forEach(trial -> start("exp_" + trial.trial(), "e1"));
    offer.release();

    // Then
    assertThat(doubled).isFalse();
    assertThat(offered(second).trials()).extracting(Offer.Offered::trial).containsExactly(0, 1);
  }

  @Test
  void anAttemptAfterALossIsOfferedFirstAndToTheSameExecutionAgain() {
    // Given
    submit(5, 5, "");
    offered(ask(1, "e1")).release();
    start("exp_0", "e1");

    // When
    rig.advance(Duration.ofSeconds(20));
    rig.readLostMarksBack();
    Offer.Trials next = offered(ask(2, "e1"));

    // Then
    assertThat(next.trials()).extracting(Offer.Offered::trial).containsExactly(0, 1);
    assertThat(next.trials()).extracting(Offer.Offered::attempt).containsExactly(2, 1);
    assertThat(next.trials()).noneMatch(Offer.Offered::started);
  }

  @Test
  void aReportRenewsTheLease() {
    // Given
    submit(1, 1, "");
    offered(ask(1, "e1")).release();
    start("exp_0", "e1");

    // When
    for (int i = 0; i < 10; i++) {
      rig.advance(Duration.ofSeconds(5));
      rig.metric(
          rig.event("exp_0", 1, "e1", EventKind.REPORT)
              .setMetric("accuracy")
              .setValue(0.5)
              .build());
    }

    // Then
    assertThat(rig.lostMarks).isEmpty();
    rig.advance(Duration.ofSeconds(12));
    assertThat(rig.lostMarks).hasSize(1);
  }

  @Test
  void whoeverToldIsToldWhatCameOfIt() {
    // Given
    submit(2, 2, Sweeps.MEDIAN);
    offered(ask(2, "e1")).release();
    start("exp_0", "e1");
    start("exp_1", "e2");
    report("exp_0", "e1", 0.9);

    // When
    CompletableFuture<Passing> passing = asked().passing(new Sent(1, 1, "e2", 2));
    MetricEvent told = report("exp_1", "e2", 0.1);
    CompletableFuture<Passing> again = asked().passing(new Sent(1, 1, "e2", 2));
    rig.metric(told);
    CompletableFuture<Passing> foreign = asked().passing(new Sent(1, 1, "e3", 1));
    rig.metric(rig.event("exp_1", 1, "e3", EventKind.STARTED).build());

    // Then
    assertThat(passing.join()).isEqualTo(new Passing(Passing.Kind.COUNTED, OptionalInt.of(1), 2));
    assertThat(again.join()).isEqualTo(new Passing(Passing.Kind.REPEATED, OptionalInt.of(1), 2));
    assertThat(foreign.join().kind()).isEqualTo(Passing.Kind.REFUSED);
    assertThat(asked().trial(1).orElseThrow().state().status().name()).isEqualTo("STOPPED");
    assertThat(rig.commands()).isEmpty();
  }

  @Test
  void theEndIsToldToThoseWhoWait() {
    // Given
    submit(1, 1, "");
    offered(ask(1, "e1")).release();
    start("exp_0", "e1");
    AskedExperiment asked = asked();
    CompletableFuture<Passing> end = asked.passing(new Sent(0, 1, "e1", 2));
    CompletableFuture<Passing> never = asked.passing(new Sent(0, 1, "e1", 3));

    // When
    rig.ended("exp_0", 1, "e1", EndState.COMPLETED);

    // Then
    assertThat(end.join().kind()).isEqualTo(Passing.Kind.COUNTED);
    assertThat(never.join().kind()).isEqualTo(Passing.Kind.UNSEEN);
    assertThat(rig.asked).isEmpty();
    assertThat(((Offer.Trials) asked.ask(1, "e2").join()).status().name()).isEqualTo("COMPLETED");
    assertThat(rig.experiment().getState()).isEqualTo(ExperimentStatus.COMPLETED);
  }

  @Test
  void aTaskThatClosesWithdrawsWhatIsAskedOfIt() {
    // Given
    submit(1, 1, "");
    AskedExperiment asked = asked();
    CompletableFuture<Offer> waits = asked.ask(1, "e1");
    TopologyRig closing = rig;

    // When
    closing.close();
    rig = new TopologyRig(state.resolve("next"));

    // Then
    assertThat(waits.join()).isInstanceOf(Offer.Withdrawn.class);
    assertThat(asked.ask(1, "e2").join()).isInstanceOf(Offer.Withdrawn.class);
    assertThat(closing.asked).isEmpty();
  }

  @Test
  void aCanceledExperimentOffersNothing() {
    // Given
    submit(5, 5, "");
    offered(ask(1, "e1")).release();
    start("exp_0", "e1");

    // When
    rig.request(rig.request("exp", RequestAction.CANCEL).build());
    Offer.Trials offer = offered(ask(1, "e2"));

    // Then
    assertThat(offer.trials()).isEmpty();
    rig.ended("exp_0", 1, "e1", EndState.CANCELED);
    assertThat(rig.experiment().getState()).isEqualTo(ExperimentStatus.CANCELED);
  }

  private void submit(int total, int concurrent, String rest) {
    rig.submit("exp", Sweeps.asked(total, concurrent, rest));
  }

  private AskedExperiment asked() {
    return Optional.ofNullable(rig.asked.get("exp")).orElseThrow();
  }

  private CompletableFuture<Offer> ask(int count, String execution) {
    return asked().ask(count, execution);
  }

  private Offer.Trials offered(CompletableFuture<Offer> answer) {
    rig.advance(Duration.ofMillis(100));
    assertThat(answer).isDone();
    return (Offer.Trials) answer.join();
  }

  /** As a worker that has no inbox. */
  private void start(String trial, String execution) {
    rig.metric(rig.event(trial, 1, execution, EventKind.STARTED).setWorker("http").build());
  }

  private MetricEvent report(String trial, String execution, double value) {
    MetricEvent event =
        rig.event(trial, 1, execution, EventKind.REPORT)
            .setMetric("accuracy")
            .setValue(value)
            .build();
    rig.metric(event);
    return event;
  }
}
