package io.trialstream.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import io.trialstream.experiment.ExperimentFile;
import io.trialstream.experiment.Specification;
import io.trialstream.sampling.History;
import io.trialstream.sampling.Sampler;
import io.trialstream.sampling.SamplingAlgorithms;
import io.trialstream.sampling.SamplingModel;
import io.trialstream.sampling.SamplingModel.Basis;
import io.trialstream.sampling.SamplingModel.Proposal;
import io.trialstream.scheduling.Recomputation.Result;
import io.trialstream.scheduling.Recomputation.Suggested;
import io.trialstream.settings.InvalidSettingsException;
import io.trialstream.stopping.Effect;
import io.trialstream.stopping.EndState;
import io.trialstream.stopping.ExperimentLog;
import io.trialstream.testing.PlainSampling;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecomputationTest {
  private static final long SEED = 17;
  private static final Specification SPECIFICATION = specification();

  /** The records of the log, one at each even offset: others of the partition lie between. */
  private final List<Record> records = new ArrayList<>();

  private record Record(int trial, String kind, double value) {
    Effect applyTo(ExperimentLog log, long seq) {
      String execution = "execution-" + trial;
      return switch (kind) {
        case "started" -> log.started(trial, 1, execution, seq);
        case "report" -> log.report(trial, 1, execution, seq, "accuracy", value);
        default -> log.ended(trial, 1, execution, seq, EndState.valueOf(kind));
      };
    }
  }

  private static Specification specification() {
    String text =
        """
        type: sweep
        trial: {command: "train ${{search_space.lr}}"}
        search_space: {lr: {type: uniform, min_value: 0, max_value: 1}}
        sampling_algorithm: random
        early_termination: {type: median_stopping, delay_evaluation: 5}
        objective: {goal: maximize, primary_metric: accuracy}
        limits: {max_total_trials: 60, max_concurrent_trials: 8}
        """;
    try {
      return new PlainSampling(4).in(ExperimentFile.parse(text, Optional.empty()).specification());
    } catch (InvalidSettingsException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static ExperimentLog log() {
    return new ExperimentLog(SPECIFICATION.objective().goal(), "accuracy", SPECIFICATION.policy());
  }

  /** An experiment as it runs, with a model that is now and then late and now and then fitted. */
  private List<Suggested> run(long seed) {
    Random random = new Random(seed);
    ExperimentLog log = log();
    Observations observations = new Observations(log, List.of());
    ExperimentScheduler scheduler =
        new ExperimentScheduler(SPECIFICATION, SPECIFICATION.sampler(SEED), 0);
    SamplingModel model = SPECIFICATION.model(SEED).orElseThrow();
    Sampler independent = SamplingAlgorithms.independent(SPECIFICATION.searchSpace(), SEED);
    while (!(scheduler.state() instanceof ExperimentState.Ended)) {
      scheduler.suggest(10);
      if (scheduler.wanted() > 0 && random.nextInt(4) == 0) {
        History history = observations.history(offset(), scheduler);
        for (int late = random.nextInt(4); late > 0; late--) {
          advance(random, log, observations, scheduler);
        }
        for (Proposal proposal : model.propose(history, 1 + random.nextInt(4))) {
          scheduler.offer(scheduler.suggested(), proposal.point(), proposal.basis());
        }
      } else if (random.nextInt(20) == 0) {
        model.refresh(observations.history(offset(), scheduler));
      } else if (scheduler.wanted() > 0 && random.nextInt(20) == 0) {
        int number = scheduler.suggested();
        Basis basis = new Basis(Recomputation.INDEPENDENT, offset(), 0, offset());
        scheduler.offer(number, independent.suggest(number), basis);
      }
      advance(random, log, observations, scheduler);
    }
    return IntStream.range(0, scheduler.suggested())
        .mapToObj(number -> scheduler.trial(number).orElseThrow())
        .map(trial -> new Suggested(trial.number(), trial.parameters(), trial.basis()))
        .toList();
  }

  private long offset() {
    return 2L * records.size();
  }

  private void advance(
      Random random, ExperimentLog log, Observations observations, ExperimentScheduler scheduler) {
    int trial = random.nextInt(scheduler.suggested());
    TrialState state = scheduler.trial(trial).orElseThrow().state();
    Record record;
    if (state instanceof TrialState.Queued) {
      record = new Record(trial, "started", 0);
      scheduler.started(trial, 1, new Claim("execution-" + trial, "worker", 0), 0);
    } else if (state instanceof TrialState.Stopping) {
      record = new Record(trial, "STOPPED", 0);
      scheduler.ended(trial, 1, EndState.STOPPED, "");
    } else if (state instanceof TrialState.Running && random.nextInt(10) == 0) {
      EndState end = random.nextInt(5) == 0 ? EndState.FAILED : EndState.COMPLETED;
      record = new Record(trial, end.name(), 0);
      scheduler.ended(trial, 1, end, "");
    } else if (state instanceof TrialState.Running) {
      record = new Record(trial, "report", random.nextInt(20) == 0 ? Double.NaN : random.nextInt());
    } else {
      return;
    }
    records.add(record);
    Effect effect = record.applyTo(log, records.size());
    observations.changed(trial);
    if (effect instanceof Effect.Counted counted) {
      counted
          .decisions()
          .forEach(
              decision -> {
                observations.changed(decision.trial());
                scheduler.stopDecided(decision.trial(), decision.attempt(), "policy");
              });
    }
  }

  private List<Result> again(List<Suggested> trials) {
    ExperimentLog log = log();
    Recomputation recomputation = new Recomputation(SPECIFICATION, SEED, List::of, trials, log);
    for (int i = 0; i < records.size(); i++) {
      recomputation.reached(2L * i);
      records.get(i).applyTo(log, i + 1);
    }
    recomputation.reached(offset());
    return recomputation.results();
  }

  @Test
  void everySuggestionComesOutOfTheLogAgain() {
    for (int seed = 0; seed < 20; seed++) {
      // Given
      records.clear();
      List<Suggested> trials = run(seed);

      // When
      List<Result> results = again(trials);

      // Then
      assertThat(trials).hasSize(60);
      assertThat(trials.stream().flatMap(trial -> trial.basis().stream()).map(Basis::model))
          .hasSize(56)
          .contains("plain", Recomputation.INDEPENDENT);
      assertThat(results).hasSize(56).allMatch(Result::isSame);
    }
  }

  @Test
  void anotherLogGivesOtherSuggestionsFromThereOn() {
    // Given
    List<Suggested> trials = run(1);
    int last =
        IntStream.range(0, records.size())
            .filter(i -> records.get(i).kind().equals("report"))
            .filter(i -> Double.isFinite(records.get(i).value()))
            .skip(40)
            .findFirst()
            .orElseThrow();

    // When
    records.set(last, new Record(records.get(last).trial(), "report", 1e12));
    List<Result> results = again(trials);

    // Then
    assertThat(results)
        .filteredOn(result -> result.suggested().basis().orElseThrow().position() <= 2L * last)
        .isNotEmpty()
        .allMatch(Result::isSame);
    assertThat(results).anyMatch(result -> !result.isSame());
  }

  @Test
  void aBasisThatContradictsItselfGivesNothing() {
    // Given
    List<Suggested> trials = new ArrayList<>(run(1));
    Suggested last = trials.get(59);
    Basis basis = last.basis().orElseThrow();
    trials.set(
        59,
        new Suggested(
            59,
            last.parameters(),
            Optional.of(new Basis("plain", basis.position(), basis.observations(), offset() + 5))));

    // When
    List<Result> results = again(trials);

    // Then
    assertThat(results)
        .filteredOn(result -> result.suggested().number() == 59)
        .singleElement()
        .satisfies(result -> assertThat(result.again()).isEmpty());
  }
}
