package io.trialstream.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.trialstream.avro.EndState;
import io.trialstream.avro.EventKind;
import io.trialstream.avro.MetricEvent;
import io.trialstream.avro.Parameter;
import io.trialstream.coordinator.JournalRig.Kept;
import io.trialstream.topics.EarlierTrial;
import io.trialstream.topics.MetricLog;
import io.trialstream.topics.MetricView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JournalTest {
  private static final double[] VALUES = {
    0,
    -0.0,
    1.5,
    0.1,
    -3e300,
    5e-324,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY
  };

  private static MetricEvent event(Random random, long seq) {
    String trial = (random.nextInt(3) == 0 ? "old_" : "exp_") + random.nextInt(8);
    int attempt = 1 + random.nextInt(2);
    EventKind kind = EventKind.values()[1 + random.nextInt(9) / 4];
    MetricEvent.Builder event =
        MetricEvent.newBuilder()
            .setExperiment("exp")
            .setTrial(trial)
            .setAttempt(attempt)
            .setExecution("execution-" + trial + "-" + attempt)
            .setSeq(seq)
            .setKind(kind)
            .setTime(Instant.EPOCH);
    if (kind == EventKind.REPORT) {
      String[] metrics = {"accuracy", "accuracy", "accuracy", "loss", "trialstream.first_interval"};
      event
          .setMetric(metrics[random.nextInt(metrics.length)])
          .setValue(
              random.nextBoolean() ? random.nextInt(4) : VALUES[random.nextInt(VALUES.length)]);
    } else if (kind == EventKind.ENDED) {
      event.setState(EndState.values()[1 + random.nextInt(5)]);
    } else if (random.nextBoolean()) {
      event.setParameters(List.of(new Parameter("lr", random.nextDouble())));
    }
    return event.build();
  }

  private static MetricEvent report(int trial, long seq, double value) {
    return MetricEvent.newBuilder()
        .setExperiment("exp")
        .setTrial("exp_" + trial)
        .setAttempt(1)
        .setExecution("4f1c9a52-6d0e-4b57-9c4e-8f5a7e1d2b3c" + trial)
        .setSeq(seq)
        .setKind(seq == 1 ? EventKind.STARTED : EventKind.REPORT)
        .setTime(Instant.EPOCH)
        .setMetric(seq == 1 ? null : "accuracy")
        .setValue(seq == 1 ? null : value)
        .build();
  }

  /** What compaction makes of the first records, read in one go up to there. */
  private static List<Kept> compacted(List<Kept> changelog, int cleaned) {
    Map<Long, Integer> last = new HashMap<>();
    for (int i = 0; i < cleaned; i++) {
      last.put(changelog.get(i).number(), i);
    }
    List<Kept> left = new ArrayList<>();
    for (int i = 0; i < changelog.size(); i++) {
      if (last.getOrDefault(changelog.get(i).number(), i) <= i) {
        left.add(changelog.get(i));
      }
    }
    return left;
  }

  private static void work(JournalRig rig, Random random, int from, int to) {
    int commits = 1 + random.nextInt(20);
    for (int i = from; i < to; i++) {
      rig.apply(event(random, Math.max(1, i + 1 - random.nextInt(30))));
      if (random.nextInt(commits) == 0) {
        rig.commit();
      }
    }
    rig.commit();
  }

  private static void areAlike(MetricLog one, MetricLog other, Random random, String what) {
    assertThat(one.log().ranking()).as(what).isEqualTo(other.log().ranking());
    for (int trial = 0; trial < 8; trial++) {
      assertThat(one.log().standing(trial)).as(what).isEqualTo(other.log().standing(trial));
    }
    assertThat(one.earlier()).as(what).isNotEmpty().isEqualTo(other.earlier());
    for (EarlierTrial trial : one.earlier()) {
      assertThat(one.log().standing(trial.number()))
          .as(what)
          .isEqualTo(other.log().standing(trial.number()));
    }
    // They go on alike: the statistics behind the standings are the same.
    for (int i = 0; i < 100; i++) {
      MetricEvent event = event(random, 1500 + i * 3L - random.nextInt(30));
      assertThat(one.apply(MetricView.of(event)))
          .as(what)
          .isEqualTo(other.apply(MetricView.of(event)));
    }
  }

  private static MetricLog log(Journal journal) {
    assertThat(journal.problem()).isEmpty();
    return journal.contents().orElseThrow().log();
  }

  @Test
  void journalGivesTheLogThatItWasTakenFrom() {
    for (int seed = 0; seed < 60; seed++) {
      // Given
      Random random = new Random(seed);
      JournalRig rig = new JournalRig();
      work(rig, random, 0, 1500);

      // When
      Journal read = new Journal("exp");
      JournalRig.read(rig.changelog, read);

      // Then
      assertThat(read.lastOffset()).isEqualTo(rig.journal.lastOffset());
      areAlike(log(read), rig.experiment.log(), random, "seed " + seed);
    }
  }

  @Test
  void readerMayStopAnywhereWhileCompactionGoesOn() {
    for (int seed = 0; seed < 60; seed++) {
      // Given
      Random random = new Random(seed);
      JournalRig rig = new JournalRig();
      work(rig, random, 0, 1500);
      int read = random.nextInt(rig.changelog.size());
      Journal journal = new Journal("exp");
      JournalRig.read(rig.changelog.subList(0, read), journal);

      // When
      List<Kept> rest = rig.changelog.subList(read, rig.changelog.size());
      List<Kept> left =
          compacted(rig.changelog, random.nextInt(rig.changelog.size() + 1)).stream()
              .filter(rest::contains)
              .toList();
      JournalRig.read(left, journal);

      // Then
      areAlike(log(journal), rig.experiment.log(), random, "seed " + seed);
    }
  }

  @Test
  void whoReadTheJournalGoesOnWithItAndTheFirstReadsOn() {
    for (int seed = 0; seed < 60; seed++) {
      // Given
      Random random = new Random(seed);
      JournalRig first = new JournalRig();
      work(first, random, 0, 500);
      int handedOver = first.changelog.size();
      first.journal.handOver();
      Journal second = new Journal("exp");
      JournalRig.read(first.changelog, second);

      // When
      JournalRig next = new JournalRig(second, first.changelog);
      work(next, random, 500, 1000);
      JournalRig.read(next.changelog.subList(handedOver, next.changelog.size()), first.journal);
      work(first, random, 1000, 1500);

      // Then
      Journal third = new Journal("exp");
      JournalRig.read(compacted(first.changelog, random.nextInt(first.changelog.size())), third);
      areAlike(log(third), first.experiment.log(), random, "seed " + seed);
    }
  }

  @Test
  void slowExperimentLeavesFewRecords() {
    // Given
    JournalRig rig = new JournalRig();

    // When
    long written = 0;
    for (int second = 0; second < 3600; second++) {
      for (int trial = 0; trial < 10; trial++) {
        rig.apply(report(trial, second + 1, 1 / (1.0 + second)));
        rig.commit();
      }
    }
    for (Kept record : rig.changelog) {
      byte[] value = record.value();
      written += value == null ? 0 : value.length;
    }

    // Then
    List<Kept> left =
        compacted(rig.changelog, rig.changelog.size()).stream()
            .filter(record -> record.value() != null)
            .toList();
    assertThat(left).hasSizeLessThan(36_000 / 1000 + 130);
    assertThat(written / 36_000.0).isLessThan(3 * 15);
    Journal read = new Journal("exp");
    JournalRig.read(left, read);
    assertThat(log(read).log().standing(9).orElseThrow().intervals()).isEqualTo(3599);
  }

  @Test
  void deletedJournalLeavesNothingBehind() {
    // Given
    JournalRig rig = new JournalRig();
    work(rig, new Random(1), 0, 1500);

    // When
    rig.journal.delete((number, value) -> rig.changelog.add(new Kept(number, value)));

    // Then
    assertThat(compacted(rig.changelog, rig.changelog.size()))
        .allSatisfy(record -> assertThat(record.value()).isNull());
    assertThat(rig.changelog.get(rig.changelog.size() - 1).number()).isEqualTo(Journal.HEAD);
  }

  @Test
  void missingPartIsSaid() {
    // Given
    JournalRig rig = new JournalRig();
    for (int i = 1; i <= 3; i++) {
      rig.apply(report(0, i, 0.5));
      rig.commit();
    }
    rig.changelog.remove(2);

    // When
    Journal read = new Journal("exp");
    JournalRig.read(rig.changelog, read);

    // Then
    assertThat(read.problem())
        .hasValue("the coordinator's changelog of experiment exp lacks part 1 of 3");
  }

  @Test
  void reportCostsElevenBytesAtMost() {
    // Given
    JournalRig rig = new JournalRig();
    int[] sizes = new int[2];

    // When
    for (int seq = 1; seq <= 2; seq++) {
      for (int trial = 0; trial < 10_000; trial++) {
        rig.apply(report(trial, seq, 1.0 / (trial + 3)));
      }
      int before = rig.changelog.size();
      rig.commit();
      sizes[seq - 1] =
          rig.changelog.subList(before, rig.changelog.size()).stream()
              .mapToInt(record -> record.value() == null ? 0 : record.value().length)
              .sum();
    }

    // Then
    assertThat(sizes[1] / 10_000.0).isLessThan(11.01);
  }
}
