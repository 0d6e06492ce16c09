package io.trialstream.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trialstream.avro.EndState;
import io.trialstream.avro.EventKind;
import io.trialstream.avro.MetricEvent;
import io.trialstream.avro.Parameter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricViewTest {
  private static final AvroCodec<MetricEvent> CODEC = new AvroCodec<>(MetricEvent.class);
  private static final String[] TEXTS = {"", "a", "exp_1", "größe", "x".repeat(63), "y".repeat(64)};
  private static final double[] VALUES = {0, -0.0, 1.5, Double.NaN, Double.NEGATIVE_INFINITY};

  private static MetricEvent event(Random random) {
    MetricEvent.Builder event =
        MetricEvent.newBuilder()
            .setExperiment(text(random))
            .setTrial(text(random))
            .setAttempt(number(random))
            .setExecution(text(random))
            .setSeq(random.nextLong() >> random.nextInt(64))
            .setKind(EventKind.values()[random.nextInt(EventKind.values().length)])
            .setTime(Instant.ofEpochMilli(random.nextInt()));
    if (random.nextBoolean()) {
      event.setMetric(text(random));
    }
    if (random.nextBoolean()) {
      event.setValue(VALUES[random.nextInt(VALUES.length)]);
    }
    if (random.nextBoolean()) {
      event.setStep(random.nextLong());
    }
    if (random.nextBoolean()) {
      event.setState(EndState.values()[random.nextInt(EndState.values().length)]);
    }
    if (random.nextBoolean()) {
      event.setReason(text(random)).setExitCode(number(random));
    }
    if (random.nextBoolean()) {
      event.setWorker(text(random)).setInbox(number(random));
    }
    if (random.nextInt(4) == 0) {
      event.setParameters(
          Stream.of(true, random.nextLong(), random.nextDouble(), text(random))
              .limit(random.nextInt(5))
              .map(value -> new Parameter(text(random), value))
              .toList());
    }
    return event.build();
  }

  private static String text(Random random) {
    return TEXTS[random.nextInt(TEXTS.length)];
  }

  private static int number(Random random) {
    return random.nextInt() >> random.nextInt(32);
  }

  private static void assertSame(MetricView view, MetricEvent event) {
    assertThat(view.experiment()).isEqualTo(event.getExperiment());
    assertThat(view.trial()).isEqualTo(event.getTrial());
    assertThat(view.attempt()).isEqualTo(event.getAttempt());
    assertThat(view.execution()).isEqualTo(event.getExecution());
    assertThat(view.seq()).isEqualTo(event.getSeq());
    assertThat(view.kind()).isEqualTo(event.getKind());
    assertThat(view.hasMetric()).isEqualTo(event.getMetric() != null);
    assertThat(view.metric()).isEqualTo(event.getMetric() == null ? "" : event.getMetric());
    Double value = event.getValue();
    assertThat(view.hasValue()).isEqualTo(value != null);
    assertThat(Double.valueOf(view.value()))
        .isEqualTo(Double.valueOf(value == null ? Double.NaN : value));
    assertThat(view.state()).isEqualTo(event.getState());
    assertThat(view.event()).isEqualTo(event);
  }

  @Test
  void viewReadsWhatAvroReads() {
    Random random = new Random(1);
    for (int i = 0; i < 5_000; i++) {
      // Given
      MetricEvent event = event(random);

      // When
      MetricView view = MetricView.read(CODEC.encode(event));

      // Then
      assertSame(view, event);
    }
  }

  @Test
  void damagedBytesReadAsAvroReadsThemOrNotAtAll() {
    Random random = new Random(2);
    int refused = 0;
    for (int i = 0; i < 50_000; i++) {
      // Given
      byte[] bytes = CODEC.encode(event(random));
      for (int damage = 0; damage <= random.nextInt(3); damage++) {
        bytes[10 + random.nextInt(bytes.length - 10)] = (byte) random.nextInt();
      }
      byte[] damaged =
          random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 5)) : bytes;
      MetricEvent expected;
      try {
        expected = CODEC.decode(damaged);
      } catch (SerializationException e) {
        // When
        assertThatThrownBy(() -> MetricView.read(damaged))
            // Then
            .isInstanceOf(SerializationException.class)
            .hasMessage(e.getMessage());
        refused++;
        continue;
      }
      assertSame(MetricView.read(damaged), expected);
    }
    assertThat(refused).isBetween(1_000, 49_000);
  }

  @ParameterizedTest
  @CsvSource({
    "exp_0, 0",
    "exp_17, 17",
    "exp_999999999, 999999999",
    "exp_1000000000, -1",
    "exp_007, -1",
    "exp_, -1",
    "exp, -1",
    "exp_-1, -1",
    "exp_1x, -1",
    "exq_1, -1",
    "exp-1, -1",
    "exp_1_1, -1",
    "_1, -1",
    "1, -1"
  })
  void trialNumberIsThatOfTheExperimentsOwnTrials(String trial, int number) {
    // Given
    MetricView view =
        MetricView.of(
            MetricEvent.newBuilder()
                .setExperiment("exp")
                .setTrial(trial)
                .setAttempt(1)
                .setExecution("e")
                .setKind(EventKind.STARTED)
                .setTime(Instant.EPOCH)
                .build());

    // When
    int found = view.trialNumber("exp".getBytes(StandardCharsets.UTF_8));

    // Then
    assertThat(found).isEqualTo(number);
  }

  @Test
  void executionsAreKnownAgainAndNeverMistaken() {
    // Given
    Executions executions = new Executions();
    Random random = new Random(3);
    for (int i = 0; i < 20_000; i++) {
      int trial = random.nextInt(300) << random.nextInt(12);
      MetricEvent event = event(random);

      // When
      String execution = executions.of(trial, MetricView.of(event));

      // Then
      assertThat(execution).isEqualTo(event.getExecution());
      if (event.getExecution().getBytes(StandardCharsets.UTF_8).length < 64) {
        assertThat(executions.of(trial, MetricView.of(event))).isSameAs(execution);
      }
    }
  }
}
