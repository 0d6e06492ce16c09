package io.trialstream.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricReportsTest {
  private final List<String> kept = new ArrayList<>();

  private MetricReports read(List<String> others, String output) {
    MetricReports reports =
        new MetricReports(
            "acc",
            others,
            (metric, value, step) ->
                kept.add(metric + "=" + value + (step.isPresent() ? "@" + step.getAsLong() : "")));
    MetricScanner scanner = new MetricScanner(reports);
    byte[] bytes = output.getBytes(UTF_8);
    scanner.feed(bytes, 0, bytes.length);
    scanner.end();
    return reports;
  }

  @Test
  void onlyThePrimaryTheListedAndTheFirstIntervalAreKept() {
    // When
    read(List.of("loss"), "acc=1 loss=2 lr=3 trialstream.first_interval=4\n");

    // Then
    assertThat(kept).containsExactly("acc=1.0", "loss=2.0", "trialstream.first_interval=4.0");
  }

  @Test
  void aStarKeepsAll() {
    // When
    read(List.of("*"), "acc=1 loss=2\n");

    // Then
    assertThat(kept).containsExactly("acc=1.0", "loss=2.0");
  }

  @Test
  void whatIsNotKeptIsCounted() {
    // When
    MetricReports reports = read(List.of(), "accuracy=1\naccuracy=2\nloss=3\n");

    // Then
    assertThat(kept).isEmpty();
    assertThat(reports.counts()).containsEntry("accuracy", 2L).containsEntry("loss", 1L);
    assertThat(reports.primaryValues()).isZero();
  }

  @Test
  void aStepHoldsForTheRestOfItsLineAndNoFurther() {
    // When
    read(List.of("loss"), "acc=1 step=7 loss=2\nacc=3\n{\"loss\": 4, \"step\": 8}\n");

    // Then
    assertThat(kept).containsExactly("acc=1.0", "loss=2.0@7", "acc=3.0", "loss=4.0@8");
  }

  @Test
  void valuesThatAreNotFiniteCountAsValuesOnly() {
    // When
    MetricReports reports = read(List.of(), "acc=nan\nacc=inf\nacc=1\n");

    // Then
    assertThat(reports.primaryValues()).isEqualTo(3);
    assertThat(reports.finiteValues()).isOne();
  }

  @Test
  void endlesslyManyNamesAreBoundedAndThePrimaryOneIsStillHeard() {
    // Given
    StringBuilder output = new StringBuilder();
    for (int i = 0; i < 5_000; i++) {
      output.append("m").append(i).append("=1\n");
    }

    // When
    MetricReports reports = read(List.of("*"), output.append("acc=1\n").toString());

    // Then
    assertThat(reports.counts()).hasSize(1_001);
    assertThat(kept).endsWith("acc=1.0");
  }

  @Test
  void thePrimaryNamePrintedInAnotherFormIsNoticed() {
    assertThat(read(List.of(), "acc: 0.5\n").mentioned()).isTrue();
    assertThat(read(List.of(), "acc = 0.5\n").mentioned()).isTrue();
    assertThat(read(List.of(), "{'acc': 0.5}\n").mentioned()).isTrue();
    assertThat(read(List.of(), "accuracy: 0.5\n").mentioned()).isFalse();
    assertThat(read(List.of(), "acc=tensor(0.5)\n").unreadable()).contains("tensor(0.5)");
  }
}
