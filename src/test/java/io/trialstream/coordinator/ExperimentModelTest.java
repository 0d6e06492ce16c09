package io.trialstream.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.trialstream.experiment.ExperimentFile;
import io.trialstream.experiment.Specification;
import io.trialstream.sampling.History;
import io.trialstream.sampling.Parameter;
import io.trialstream.sampling.Sampler;
import io.trialstream.sampling.SamplingAlgorithm;
import io.trialstream.sampling.SamplingAlgorithms;
import io.trialstream.sampling.SamplingModel;
import io.trialstream.sampling.SamplingModel.Basis;
import io.trialstream.sampling.SearchSpace;
import io.trialstream.scheduling.Claim;
import io.trialstream.scheduling.ExperimentScheduler;
import io.trialstream.scheduling.ScheduledTrial;
import io.trialstream.stopping.EndState;
import io.trialstream.stopping.ExperimentLog;
import io.trialstream.testing.PlainSampling;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExperimentModelTest {
  private static final long SEED = 5;
  private static final int DRAWN = 3;

  private final Deque<Runnable> threads = new ArrayDeque<>();
  private final List<String> calls = new ArrayList<>();
  private Specification specification;
  private ExperimentScheduler scheduler;
  private ExperimentLog log;
  private ExperimentModel model;
  private Trouble trouble = Trouble.NONE;
  private int models;
  private long position;

  private enum Trouble {
    NONE,
    EXCEPTION,
    ERROR,
    TOO_FEW
  }

  /** The plain model, with calls noted and trouble where the test makes it. */
  private final class Troubled implements SamplingModel {
    private final SamplingModel plain;

    Troubled(SamplingModel plain) {
      this.plain = plain;
      models++;
    }

    private void maybeFail() {
      if (trouble == Trouble.EXCEPTION) {
        throw new IllegalStateException("no positive definite matrix");
      } else if (trouble == Trouble.ERROR) {
        throw new StackOverflowError();
      }
    }

    @Override
    public List<Proposal> propose(History history, int count) {
      calls.add("propose " + count);
      maybeFail();
      return plain.propose(history, count).subList(trouble == Trouble.TOO_FEW ? 1 : 0, count);
    }

    @Override
    public int choose(History history, List<List<Parameter>> candidates) {
      return plain.choose(history, candidates);
    }

    @Override
    public void refresh(History history) {
      calls.add("refresh");
      maybeFail();
    }

    @Override
    public void refit(History history) {
      plain.refit(history);
    }
  }

  private final class TroubledSampling implements SamplingAlgorithm {
    private final PlainSampling plain = new PlainSampling(DRAWN);

    @Override
    public String name() {
      return "troubled";
    }

    @Override
    public OptionalLong seed() {
      return OptionalLong.empty();
    }

    @Override
    public Sampler sampler(SearchSpace space, long seed) {
      return plain.sampler(space, seed);
    }

    @Override
    public Optional<SamplingModel> model(SearchSpace space, long seed) {
      return plain.model(space, seed).map(Troubled::new);
    }
  }

  @BeforeEach
  void begin() throws Exception {
    Specification read =
        ExperimentFile.parse(Sweeps.sweep(20, 5, ""), Optional.empty()).specification();
    specification = PlainSampling.in(read, new TroubledSampling());
    scheduler = new ExperimentScheduler(specification, specification.sampler(SEED), 0);
    log = new ExperimentLog(read.objective().goal(), "accuracy", read.policy());
    model = ExperimentModel.of("exp", specification, SEED, log, List.of()).orElseThrow();
    scheduler.suggest(DRAWN);
  }

  private void complete(int trial) {
    String execution = "e" + trial;
    log.started(trial, 1, execution, 1);
    scheduler.started(trial, 1, new Claim(execution, "w", 0), 0);
    log.report(trial, 1, execution, 2, "accuracy", trial);
    log.ended(trial, 1, execution, 3, EndState.COMPLETED);
    scheduler.ended(trial, 1, EndState.COMPLETED, "");
    model.changed(trial, true);
    position += 3;
  }

  private boolean work(long nowMs) {
    return work(Integer.MAX_VALUE, nowMs);
  }

  private boolean work(int most, long nowMs) {
    return model.work(scheduler, most, position, nowMs, threads::add);
  }

  private Optional<Basis> basis(int trial) {
    return scheduler.trial(trial).flatMap(ScheduledTrial::basis);
  }

  @Test
  void theModelIsAskedForWhatIsWantedAndNoMore() {
    // When
    assertThat(work(0, 0)).isFalse();
    assertThat(work(1, 0)).isTrue();
    assertThat(work(0)).as("it has a job already").isTrue();
    threads.remove().run();
    assertThat(model.collect(scheduler, 0)).isTrue();
    assertThat(work(0)).isTrue();
    threads.remove().run();
    assertThat(model.collect(scheduler, 0)).isTrue();

    // Then
    assertThat(calls).containsExactly("propose 1", "propose 1");
    assertThat(scheduler.suggested()).isEqualTo(5);
    assertThat(work(0)).as("nothing is wanted, and nothing has ended").isFalse();
    assertThat(threads).isEmpty();
  }

  @Test
  void aModelThatFailsIsReplacedAndItsTrialsAreDrawnIndependently() {
    Sampler independent = SamplingAlgorithms.independent(specification.searchSpace(), SEED);
    int suggested = DRAWN;
    for (Trouble each : List.of(Trouble.EXCEPTION, Trouble.ERROR, Trouble.TOO_FEW)) {
      // Given
      trouble = each;
      int before = models;

      // When
      work(0);
      threads.remove().run();
      boolean done = model.collect(scheduler, 0);

      // Then
      assertThat(done).isTrue();
      assertThat(models).as("models made").isEqualTo(before + 1);
      assertThat(scheduler.suggested()).isGreaterThan(suggested);
      for (; suggested < scheduler.suggested(); suggested++) {
        assertThat(basis(suggested)).contains(new Basis("random", position, 0, position));
        assertThat(scheduler.trial(suggested).orElseThrow().parameters())
            .isEqualTo(independent.suggest(suggested));
      }
      complete(suggested - 1);
    }

    // When
    trouble = Trouble.NONE;
    work(0);
    threads.remove().run();
    model.collect(scheduler, 0);

    // Then
    assertThat(basis(suggested)).hasValueSatisfying(b -> assertThat(b.model()).isEqualTo("plain"));
  }

  @Test
  void aModelThatNobodyWaitsForIsFittedToWhatHasEndedWithPausesInBetween() {
    // Given
    work(0);
    threads.remove().run();
    model.collect(scheduler, 0);
    model.changed(0, false);
    assertThat(work(0)).as("a report is no reason for a fit").isFalse();

    // When
    model.changed(0, true);
    assertThat(work(1000)).isTrue();
    threads.remove().run();
    assertThat(model.collect(scheduler, 1200)).isTrue();
    model.changed(1, true);

    // Then
    assertThat(calls).containsExactly("propose 2", "refresh");
    assertThat(work(1999)).as("less than four times as long as the fit took").isFalse();
    assertThat(work(2000)).isTrue();
  }

  @Test
  void aFitThatFailsHoldsUpNothing() {
    // Given
    work(0);
    threads.remove().run();
    model.collect(scheduler, 0);
    model.changed(0, true);
    trouble = Trouble.EXCEPTION;
    work(0);
    threads.remove().run();

    // When
    boolean done = model.collect(scheduler, 0);

    // Then
    assertThat(done).isTrue();
    assertThat(scheduler.suggested()).isEqualTo(5);
    complete(0);
    trouble = Trouble.NONE;
    work(0);
    threads.remove().run();
    assertThat(model.collect(scheduler, 0)).isTrue();
    assertThat(scheduler.suggested()).isEqualTo(6);
  }

  @Test
  void aModelThatHasNothingLeftToSuggestIsNotFitted() {
    // Given
    scheduler.cancel("enough");

    // When
    model.changed(0, true);

    // Then
    assertThat(work(0)).isFalse();
    assertThat(threads).isEmpty();
  }
}
