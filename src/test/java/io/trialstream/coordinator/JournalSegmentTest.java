package io.trialstream.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.trialstream.avro.EndState;
import io.trialstream.avro.EventKind;
import io.trialstream.avro.MetricEvent;
import io.trialstream.experiment.ExperimentFile;
import io.trialstream.experiment.Specification;
import io.trialstream.topics.MetricLog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JournalSegmentTest {
  private static final double[] VALUES = {
    0, -0.0, 1.5, -3e300, 5e-324, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY
  };

  private static MetricEvent event(Random random, long seq) {
    int trial = random.nextInt(8);
    int attempt = 1 + random.nextInt(2);
    EventKind kind = EventKind.values()[1 + random.nextInt(9) / 4];
    MetricEvent.Builder event =
        MetricEvent.newBuilder()
            .setExperiment("exp")
            .setTrial("exp_" + trial)
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
    }
    return event.build();
  }

  @Test
  void replayedSegmentsGiveTheLogThatTheyWereTakenFrom() throws Exception {
    Specification specification =
        ExperimentFile.parse(Sweeps.sweep(8, 8, Sweeps.MEDIAN), Optional.empty()).specification();
    for (int seed = 0; seed < 300; seed++) {
      // Given
      Random random = new Random(seed);
      MetricLog live = new MetricLog("exp", specification);
      List<byte[]> segments = new ArrayList<>();
      JournalSegment segment = new JournalSegment();
      for (long offset = 0; offset < 200; offset++) {
        MetricEvent event = event(random, Math.max(1, offset + 1 - random.nextInt(30)));
        MetricLog.Reading.Applied applied = (MetricLog.Reading.Applied) live.apply(event);
        if (JournalSegment.holds(applied.effect())) {
          segment.add(applied.trial(), event, "accuracy");
        }
        if (random.nextInt(20) == 0) {
          segments.add(segment.encode(offset));
          segment = new JournalSegment();
        }
      }
      segments.add(segment.encode(200));

      // When
      MetricLog replayed = new MetricLog("exp", specification);
      segments.forEach(bytes -> JournalSegment.replay(bytes, replayed.log(), "accuracy"));

      // Then
      assertThat(replayed.log().ranking()).isEqualTo(live.log().ranking());
      for (int trial = 0; trial < 8; trial++) {
        assertThat(replayed.log().standing(trial)).isEqualTo(live.log().standing(trial));
      }
      // And it goes on alike: the statistics behind the standings are the same.
      for (long seq = 150; seq < 300; seq++) {
        MetricEvent event = event(random, seq);
        assertThat(replayed.apply(event)).as("seed " + seed).isEqualTo(live.apply(event));
      }
    }
  }

  @Test
  void segmentKnowsTheOffsetOfTheLastCountedRecord() {
    // Given
    JournalSegment segment = new JournalSegment();
    segment.add(0, event(new Random(1), 1), "accuracy");

    // When
    byte[] encoded = segment.encode(123_456_789_012L);

    // Then
    assertThat(JournalSegment.lastOffset(encoded)).isEqualTo(123_456_789_012L);
  }

  @Test
  void reportCostsFewBytes() {
    // Given
    JournalSegment segment = new JournalSegment();
    for (int i = 0; i < 4096; i++) {
      segment.add(
          i % 100,
          MetricEvent.newBuilder()
              .setExperiment("exp")
              .setTrial("exp_" + i % 100)
              .setAttempt(1)
              .setExecution("0123456789abcdef-" + i % 100)
              .setSeq(100)
              .setKind(EventKind.REPORT)
              .setTime(Instant.EPOCH)
              .setMetric("accuracy")
              .setValue(0.5)
              .build(),
          "accuracy");
    }

    // Then
    assertThat(segment.encode(0).length / 4096.0).isLessThan(16);
  }
}
