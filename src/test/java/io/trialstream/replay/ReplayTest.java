package io.trialstream.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.trialstream.api.EventJson;
import io.trialstream.endtoend.EventsOracle;
import io.trialstream.experiment.PolicyReader;
import io.trialstream.settings.InvalidSettingsException;
import io.trialstream.stopping.Decision;
import io.trialstream.stopping.EndState;
import io.trialstream.stopping.Goal;
import io.trialstream.stopping.OraclePolicy;
import io.trialstream.stopping.StoppingPolicy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What policies would have done on logs of the experiment {@code x}. */
class ReplayTest {
  private static final String MEDIAN = "{type: median_stopping}";

  private static final Map<String, OraclePolicy> ORACLES = oracles();

  private final List<EventJson> log = new ArrayList<>();

  private static Map<String, OraclePolicy> oracles() {
    Map<String, OraclePolicy> oracles = new LinkedHashMap<>();
    oracles.put(MEDIAN, OraclePolicy.of("median_stopping", 0, 1));
    oracles.put(
        "{type: truncation_selection, truncation_percentage: 40}",
        OraclePolicy.of("truncation_selection", 0, 1, Map.of("truncation_percentage", 40.0)));
    oracles.put(
        "{type: asha, min_interval: 2}",
        OraclePolicy.of("asha", 0, 1, Map.of("min_interval", 2.0, "reduction_factor", 3.0)));
    oracles.put(
        "{type: patience, intervals: 4}",
        OraclePolicy.of("patience", 0, 1, Map.of("intervals", 4.0, "min_delta", 0.0)));
    return oracles;
  }

  @Test
  void whatStandsBehindAStopIsSavedAndIgnored() throws Exception {
    // Given
    report(0, 0.5);
    report(1, 0.1);
    report(1, 0.2);
    report(0, 0.6);
    report(1, 0.9);
    end(1, 1, EndState.COMPLETED);
    report(0, 0.7);

    // When
    Outcome outcome = replay(MEDIAN);

    // Then
    assertThat(outcome.stops()).extracting(stop -> stop.decision().trial()).containsExactly(1);
    assertThat(outcome.stops().get(0).place().offset()).hasValue(1);
    assertThat(outcome.intervals()).isEqualTo(6);
    assertThat(outcome.saved()).isEqualTo(2);
    assertThat(outcome.savedShare()).isEqualTo(2 / 6.0);
    assertThat(outcome.best().map(Outcome.Scored::trial)).hasValue(1);
    assertThat(outcome.kept()).hasValue(new Outcome.Scored(0, 0.7, 3));
    assertThat(outcome.keptBest()).hasValue(false);
    assertThat(outcome.regret()).hasValue(0.9 - 0.7);
  }

  @Test
  void aBestTrialThatWasStoppedOnlyAfterItsBestIsKept() throws Exception {
    // Given
    report(0, 0.9);
    report(0, 0.1);
    report(1, 0.8);
    report(0, 0.1);
    report(0, 0.1);

    // When
    Outcome outcome = replay("{type: bandit, slack_amount: 0}");
    Outcome sooner = replay("{type: none}");

    // Then
    assertThat(outcome.stops()).extracting(stop -> stop.decision().trial()).containsExactly(1);
    assertThat(outcome.keptBest()).hasValue(true);
    assertThat(outcome.regret()).hasValue(0);
    assertThat(sooner.saved()).isZero();
    assertThat(sooner.keptBest()).hasValue(true);
  }

  @Test
  void anotherTrialWithTheSameScoreLeavesNoRegretThoughTheBestIsNotKept() throws Exception {
    // Given
    report(0, 0.1);
    report(1, 0.5);
    report(0, 0.9);
    report(1, 0.9);

    // When
    Outcome outcome = replay(MEDIAN);

    // Then
    assertThat(outcome.best().map(Outcome.Scored::trial)).hasValue(0);
    assertThat(outcome.keptBest()).hasValue(false);
    assertThat(outcome.regret()).hasValue(0);
  }

  @Test
  void aScoreThatAnAttemptTookBackIsNoRegretWhereThePolicyKeptIt() throws Exception {
    // Given
    report(0, 0.9);
    report(1, 1.0);
    end(0, 1, EndState.LOST);
    end(1, 1, EndState.LOST);
    report(1, 2, 0.3);
    report(0, 2, 0.2);

    // When
    Outcome outcome = replay("{type: bandit, slack_amount: 0}");

    // Then
    assertThat(outcome.best()).hasValue(new Outcome.Scored(1, 0.3, 1));
    assertThat(outcome.regret()).hasValue(0);
  }

  @Test
  void aLogWithoutAScoreHasNeitherABestNorARegret() throws Exception {
    // Given
    report(0, Double.NaN);
    report(1, Double.POSITIVE_INFINITY);

    // When
    Outcome outcome = replay(MEDIAN);

    // Then
    assertThat(outcome.intervals()).isEqualTo(2);
    assertThat(outcome.keptBest()).isEmpty();
    assertThat(outcome.regret()).isEmpty();
  }

  @Test
  void thePrimaryMetricIsTheOneWithIntervalsOrTheOnlyOne() throws Exception {
    // Given
    other("loss", OptionalInt.empty());
    other("trialstream.first_interval", OptionalInt.empty());
    EventBatch loss = batch();
    other("accuracy", OptionalInt.of(1));
    EventBatch told = batch();
    log.remove(2);
    other("accuracy", OptionalInt.empty());
    EventBatch untold = batch();

    // When
    Replay first = new Replay(Goal.MINIMIZE, Optional.empty(), List.of(policy(MEDIAN)));
    first.apply(loss);
    first.apply(told);
    Replay only = new Replay(Goal.MINIMIZE, Optional.empty(), List.of(policy(MEDIAN)));
    only.apply(loss);
    Replay several = new Replay(Goal.MINIMIZE, Optional.empty(), List.of(policy(MEDIAN)));
    several.apply(untold);

    // Then
    assertThat(first.finish().metric()).isEqualTo("accuracy");
    assertThat(only.finish().metric()).isEqualTo("loss");
    assertThat(only.finish().intervals()).isEqualTo(1);
    assertThat(catchThrowableOfType(UnknownMetricException.class, several::finish).metrics())
        .containsExactly("loss", "accuracy");
  }

  @Test
  void eventsThatDoNotCountAreLeftOutAndCounted() throws Exception {
    // Given
    report(0, 2, 0.5);
    report(0, 1, 0.9);
    end(0, 2, EndState.STOPPED);
    report(0, 2, 0.8);

    // When
    Result result = result(List.of(MEDIAN));

    // Then
    assertThat(result.ignored()).isEqualTo(2);
    assertThat(result.intervals()).isEqualTo(1);
    assertThat(result.stoppedEnds()).isEqualTo(1);
    assertThat(result.best()).hasValue(new Outcome.Scored(0, 0.5, 1));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void everyPolicyDecidesAsTheOracleAndIsMeasuredByWhatIsCutOff(long seed) throws Exception {
    // Given
    randomLog(new Random(seed));
    Goal goal = seed % 2 == 0 ? Goal.MAXIMIZE : Goal.MINIMIZE;

    List<StoppingPolicy> policies = new ArrayList<>();
    for (String text : ORACLES.keySet()) {
      policies.add(policy(text));
    }

    // When
    Replay replay = new Replay(goal, Optional.of("m"), policies);
    replay.apply(batch());
    Result result = replay.finish();

    // Then
    List<OraclePolicy> oracles = List.copyOf(ORACLES.values());
    for (int i = 0; i < oracles.size(); i++) {
      Outcome outcome = result.outcomes().get(i);
      List<Decision> decisions = outcome.stops().stream().map(Outcome.Stop::decision).toList();
      assertThat(decisions)
          .isNotEmpty()
          .isEqualTo(EventsOracle.decisions(log, goal, "m", oracles.get(i)));
      Set<Integer> stopped = new HashSet<>();
      long saved = 0;
      int next = 0;
      for (EventJson event : log) {
        int trial = number(event);
        saved += event instanceof EventJson.Report && stopped.contains(trial) ? 1 : 0;
        while (next < outcome.stops().size()
            && outcome.stops().get(next).place().offset().orElseThrow() == event.offset()) {
          stopped.add(decisions.get(next++).trial());
        }
      }
      assertThat(outcome.saved()).isEqualTo(saved);
      assertThat(outcome.intervals())
          .isEqualTo(log.stream().filter(EventJson.Report.class::isInstance).count());
    }
  }

  /** Trials at different speeds, some of which are lost and begin again. */
  private void randomLog(Random random) {
    Map<Integer, Integer> attempts = new HashMap<>();
    for (int i = 0; i < 2000; i++) {
      int trial = random.nextInt(1 + random.nextInt(60));
      int attempt = attempts.computeIfAbsent(trial, t -> 1);
      if (random.nextInt(100) == 0) {
        end(trial, attempt, EndState.LOST);
        attempts.put(trial, attempt + 1);
      } else {
        report(trial, attempt, random.nextInt(30) == 0 ? Double.NaN : random.nextInt(100) / 100.0);
      }
    }
  }

  private Outcome replay(String policy) throws Exception {
    return result(List.of(policy)).outcomes().get(0);
  }

  private Result result(List<String> policies) throws Exception {
    List<StoppingPolicy> read = new ArrayList<>();
    for (String policy : policies) {
      read.add(policy(policy));
    }
    Replay replay = new Replay(Goal.MAXIMIZE, Optional.of("m"), read);
    replay.apply(batch());
    return replay.finish();
  }

  private static StoppingPolicy policy(String text) throws InvalidSettingsException {
    return PolicyReader.parse(text).policy();
  }

  private EventBatch batch() {
    EventBatch batch = new EventBatch();
    for (EventJson event : log) {
      if (event instanceof EventJson.Report report) {
        batch.report(
            number(event),
            event.attempt(),
            report.interval().orElse(EventBatch.UNKNOWN),
            report.metric(),
            report.value());
      } else if (event instanceof EventJson.End end) {
        batch.end(number(event), event.attempt(), EndState.valueOf(end.state()));
      }
      batch.placeLast(event.partition(), event.offset(), event.time().toString());
    }
    return batch;
  }

  private static int number(EventJson event) {
    return Integer.parseInt(event.trial().substring(2));
  }

  private void report(int trial, double value) {
    report(trial, 1, value);
  }

  private void report(int trial, int attempt, double value) {
    log.add(
        new EventJson.Report(
            "x_" + trial,
            attempt,
            OptionalInt.empty(),
            "m",
            value,
            0,
            log.size(),
            Instant.EPOCH,
            false));
  }

  private void other(String metric, OptionalInt interval) {
    log.add(
        new EventJson.Report("x_0", 1, interval, metric, 1, 0, log.size(), Instant.EPOCH, false));
  }

  private void end(int trial, int attempt, EndState state) {
    log.add(
        new EventJson.End(
            "x_" + trial, attempt, state.name(), 0, log.size(), Instant.EPOCH, false));
  }
}
