package io.trialstream.stopping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The log says after every record what the text of its contract says, worked out the slow way. */
class ExperimentLogOracleTest {

  @ParameterizedTest
  @EnumSource(Goal.class)
  void agreesWithTheOracleAfterEveryRecordOfShortLogs(Goal goal) {
    Coverage coverage = new Coverage();
    for (int seed = 0; seed < 4500; seed++) {
      Random random = new Random(seed);
      check(seed, random, goal, 1 + random.nextInt(8), 20 + random.nextInt(70), 0, coverage);
    }
    coverage.assertThatEverythingHappened();
  }

  @ParameterizedTest
  @EnumSource(Goal.class)
  void trialsOfEarlierExperimentsArePeersThatAreNeverJudged(Goal goal) {
    Coverage coverage = new Coverage();
    for (int seed = 0; seed < 2000; seed++) {
      Random random = new Random(seed);
      int trials = 2 + random.nextInt(7);
      int earlier = 1 + random.nextInt(trials - 1);
      check(seed, random, goal, trials, 20 + random.nextInt(70), earlier, coverage);
    }
    coverage.assertThatEveryPolicyStopped();
  }

  @ParameterizedTest
  @EnumSource(Goal.class)
  void agreesWithTheOracleWhereManyTrialsMeet(Goal goal) {
    for (int seed = 0; seed < 12; seed++) {
      check(seed, new Random(seed), goal, 60, 600, seed % 2 == 0 ? 0 : 30, new Coverage());
    }
  }

  private static void check(
      int seed, Random random, Goal goal, int trials, int records, int earlier, Coverage coverage) {
    OraclePolicy policy = RandomLogs.policy(random);
    RandomLogs writer = new RandomLogs(random, trials);
    Both both = new Both(goal, policy);
    List<LogRecord> log = new ArrayList<>();
    while (log.size() < records) {
      LogRecord next = writer.next();
      if (next.trial() < earlier) {
        next = next.of(ExperimentLog.FIRST_EARLIER + next.trial());
      }
      log.add(next);
      Optional<String> difference = both.apply(next);
      coverage.count(both.meant());
      both.meant().ifPresent(writer::see);
      if (difference.isPresent()) {
        List<LogRecord> least = minimise(goal, policy, log);
        fail(
            "seed %d, %s, %s%n%s%nafter the last of%n%s",
            seed,
            goal,
            policy,
            difference(goal, policy, least).orElseThrow(),
            least.stream().map(LogRecord::toString).collect(Collectors.joining("\n")));
      }
    }
    assertThat(both.standingsOfAll()).isEmpty();
  }

  private static List<LogRecord> minimise(Goal goal, OraclePolicy policy, List<LogRecord> log) {
    List<LogRecord> least = new ArrayList<>(log);
    boolean shrunk = true;
    while (shrunk) {
      shrunk = false;
      for (int i = least.size() - 1; i >= 0; i--) {
        List<LogRecord> without = new ArrayList<>(least);
        without.remove(i);
        if (difference(goal, policy, without).isPresent()) {
          least = without;
          shrunk = true;
        }
      }
    }
    return least;
  }

  private static Optional<String> difference(
      Goal goal, OraclePolicy policy, List<LogRecord> records) {
    Both both = new Both(goal, policy);
    return records.stream().map(both::apply).flatMap(Optional::stream).findFirst();
  }

  /** The two logs side by side. */
  private static final class Both {
    private final ExperimentLog log;
    private final OracleLog oracle;
    private final TreeSet<Integer> trials = new TreeSet<>();
    private final List<Decision> decisions = new ArrayList<>();
    private Optional<Effect> meant = Optional.empty();

    Both(Goal goal, OraclePolicy policy) {
      log = new ExperimentLog(goal, RandomLogs.METRIC, PolicyOf.settings(policy));
      oracle = new OracleLog(goal, RandomLogs.METRIC, policy);
    }

    /** What the oracle made of the latest record. */
    Optional<Effect> meant() {
      return meant;
    }

    /** Applies a record to both; how they differ behind it. */
    Optional<String> apply(LogRecord next) {
      trials.add(next.trial());
      Effect expected = next.applyTo(oracle);
      meant = Optional.of(expected);
      try {
        Effect actual = next.applyTo(log);
        if (actual instanceof Effect.Counted counted) {
          decisions.addAll(counted.decisions());
        }
        return difference(
            text(expected)
                + state(
                    oracle.standing(next.trial()),
                    oracle.decisions(),
                    oracle.ranking(),
                    oracle.ranking(3),
                    oracle::dropped),
            text(actual)
                + state(
                    log.standing(next.trial()),
                    decisions,
                    log.ranking(),
                    log.ranking(3),
                    log::dropped));
      } catch (RuntimeException e) {
        return Optional.of(e.toString());
      }
    }

    Optional<String> standingsOfAll() {
      return difference(
          trials.stream().map(oracle::standing).toList().toString(),
          trials.stream().map(log::standing).toList().toString());
    }

    private static Optional<String> difference(String expected, String actual) {
      return actual.equals(expected)
          ? Optional.empty()
          : Optional.of("expected " + expected + "\nbut was " + actual);
    }
  }

  /** Doubles print so that different bits differ: -0.0 is not 0.0. */
  private static String text(Effect effect) {
    return effect instanceof Effect.Unusable unusable
        ? "Unusable, " + unusable.counted()
        : effect.toString();
  }

  private static String state(
      Optional<Standing> standing,
      List<Decision> decisions,
      int[] ranking,
      int[] top,
      ToLongFunction<Effect.Reason> dropped) {
    return "\n"
        + standing
        + "\n"
        + decisions
        + "\n"
        + Arrays.toString(ranking)
        + Arrays.toString(top)
        + Arrays.stream(Effect.Reason.values()).mapToLong(dropped).boxed().toList();
  }

  /** That the random logs reach what they are there for. */
  private static final class Coverage {
    private final Map<Effect.Reason, Integer> dropped = new EnumMap<>(Effect.Reason.class);
    private final Map<String, Integer> stops = new TreeMap<>();
    private int unusable;
    private int single;
    private int several;
    private int withoutValue;

    void count(Optional<Effect> meant) {
      Effect effect = meant.orElseThrow();
      if (effect instanceof Effect.Dropped drop) {
        dropped.merge(drop.reason(), 1, Integer::sum);
      } else if (effect instanceof Effect.Unusable) {
        unusable++;
      } else if (effect instanceof Effect.Counted counted && !counted.decisions().isEmpty()) {
        stops.merge(counted.decisions().get(0).policy(), counted.decisions().size(), Integer::sum);
        single += counted.decisions().size() == 1 ? 1 : 0;
        several += counted.decisions().size() > 1 ? 1 : 0;
        withoutValue += counted.decisions().get(0).value().isEmpty() ? 1 : 0;
      }
    }

    void assertThatEveryPolicyStopped() {
      assertThat(stops.keySet())
          .containsExactlyInAnyOrderElementsOf(
              Policies.names().stream().filter(name -> !name.equals("none")).toList());
      assertThat(stops.values()).allMatch(times -> times > 50);
    }

    void assertThatEverythingHappened() {
      assertThat(dropped.keySet()).containsExactlyInAnyOrder(Effect.Reason.values());
      assertThat(dropped.values()).allMatch(times -> times > 1000);
      assertThat(stops.keySet())
          .containsExactlyInAnyOrderElementsOf(
              Policies.names().stream().filter(name -> !name.equals("none")).toList());
      assertThat(stops.values()).allMatch(times -> times > 300);
      assertThat(unusable).isGreaterThan(500);
      assertThat(single).isGreaterThan(2000);
      assertThat(several).isGreaterThan(100);
      assertThat(withoutValue).isGreaterThan(200);
    }
  }
}
