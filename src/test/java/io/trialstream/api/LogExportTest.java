package io.trialstream.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.trialstream.api.RequestRefusedException.Kind;
import io.trialstream.avro.EndState;
import io.trialstream.avro.EventKind;
import io.trialstream.avro.MetricEvent;
import io.trialstream.topics.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Exports of the experiment {@code x}, whose primary metric is {@code accuracy}. */
class LogExportTest {
  private static final Topic<MetricEvent> TOPIC = new Topic<>("metrics", MetricEvent.class);
  private static final TopicPartition PARTITION = new TopicPartition("metrics", 0);

  private final List<byte[]> log = new ArrayList<>();
  private long first;
  private List<String> places = List.of();

  @Test
  void showsReportsWithTheirIntervalsAndEndMarksButNoStarts() throws Exception {
    // Given
    started("x_0", 1, "e1", 1);
    report("x_0", 1, "e1", 2, "accuracy", 0.5);
    report("x_0", 1, "e1", 3, "loss", 2.0);
    report("x_0", 1, "e1", 4, "accuracy", Double.NaN);
    ended("x_0", 1, "e1", 5, EndState.COMPLETED);

    // When
    List<String> lines = export(Optional.empty());

    // Then
    assertThat(lines)
        .containsExactly(
            "{'trial':'x_0','attempt':1,'interval':1,'metric':'accuracy','value':0.5}",
            "{'trial':'x_0','attempt':1,'interval':null,'metric':'loss','value':2.0}",
            "{'trial':'x_0','attempt':1,'interval':2,'metric':'accuracy','value':'NaN'}",
            "{'trial':'x_0','attempt':1,'state':'COMPLETED'}");
  }

  @Test
  void eachEventTellsItsPlaceAndItsTimeInTheLog() throws Exception {
    // Given
    first = 40;
    started("x_0", 1, "e1", 1);
    report("x_0", 1, "e1", 2, "accuracy", 0.5);
    ended("x_0", 1, "e1", 3, EndState.COMPLETED);

    // When
    export(Optional.empty(), 40, null);

    // Then
    assertThat(places)
        .containsExactly(
            "'partition':0,'offset':41,'time':'1970-01-01T00:00:00.001Z'}",
            "'partition':0,'offset':42,'time':'1970-01-01T00:00:00.002Z'}");
  }

  @Test
  void leavesOutDuplicatesForeignExecutionsAndWhatStandsBehindTheEndMark() throws Exception {
    // Given
    started("x_0", 1, "e1", 1);
    report("x_0", 1, "e1", 2, "accuracy", 0.1);
    report("x_0", 1, "e1", 2, "accuracy", 0.1);
    started("x_0", 1, "e2", 1);
    report("x_0", 1, "e2", 2, "accuracy", 0.9);
    ended("x_0", 1, "e1", 3, EndState.FAILED);
    report("x_0", 1, "e1", 4, "accuracy", 0.2);

    // When
    List<String> lines = export(Optional.empty());

    // Then
    assertThat(lines)
        .containsExactly(
            "{'trial':'x_0','attempt':1,'interval':1,'metric':'accuracy','value':0.1}",
            "{'trial':'x_0','attempt':1,'state':'FAILED'}");
  }

  @Test
  void aLaterAttemptGoesOnWhereItsFirstIntervalSays() throws Exception {
    // Given
    started("x_0", 1, "e1", 1);
    report("x_0", 1, "e1", 2, "accuracy", 0.1);
    report("x_0", 1, "e1", 3, "accuracy", 0.2);
    report("x_0", 1, "e1", 4, "accuracy", 0.3);
    ended("x_0", 1, "e1", 0, EndState.LOST);
    started("x_0", 2, "e2", 1);
    report("x_0", 1, "e1", 5, "accuracy", 0.4);
    report("x_0", 2, "e2", 2, "trialstream.first_interval", 3);
    report("x_0", 2, "e2", 3, "accuracy", 0.5);

    // When
    List<String> lines = export(Optional.empty());

    // Then
    assertThat(lines.subList(3, lines.size()))
        .containsExactly(
            "{'trial':'x_0','attempt':1,'state':'LOST'}",
            "{'trial':'x_0','attempt':2,'interval':null,"
                + "'metric':'trialstream.first_interval','value':3.0}",
            "{'trial':'x_0','attempt':2,'interval':3,'metric':'accuracy','value':0.5}");
  }

  @Test
  void aFirstIntervalThatCannotBeUsedIsShownAsItStandsInTheLog() throws Exception {
    // Given
    started("x_0", 1, "e1", 1);
    report("x_0", 1, "e1", 2, "trialstream.first_interval", 9);
    report("x_0", 1, "e1", 3, "accuracy", 0.5);

    // When
    List<String> lines = export(Optional.empty());

    // Then
    assertThat(lines)
        .containsExactly(
            "{'trial':'x_0','attempt':1,'interval':null,"
                + "'metric':'trialstream.first_interval','value':9.0}",
            "{'trial':'x_0','attempt':1,'interval':1,'metric':'accuracy','value':0.5}");
  }

  @Test
  void otherExperimentsAndRecordsThatAreNoStepsAreLeftOut() throws Exception {
    // Given
    log.add("no Avro".getBytes(StandardCharsets.UTF_8));
    add(event("y", "y_0", 1, "e9", 1, EventKind.STARTED));
    started("x_99", 1, "e1", 1);
    started("x_0", 1, "e1", 1);
    add(event("x", "x_0", 1, "e1", 2, EventKind.REPORT));
    add(event("x", "x_0", 1, "e1", 2, EventKind.UNKNOWN));
    report("x_0", 1, "e1", 2, "accuracy", 0.5);

    // When
    List<String> lines = export(Optional.empty());

    // Then
    assertThat(lines)
        .containsExactly(
            "{'trial':'x_0','attempt':1,'interval':1,'metric':'accuracy','value':0.5}");
  }

  @Test
  void oneTrialsEventsAreThoseThatItHasAmongAll() throws Exception {
    // Given
    started("x_0", 1, "e1", 1);
    started("x_1", 1, "e2", 1);
    report("x_0", 1, "e1", 2, "accuracy", 0.5);
    report("x_1", 1, "e2", 2, "accuracy", 0.6);
    report("x_1", 1, "e2", 3, "accuracy", 0.7);
    List<String> all = export(Optional.empty());

    // When
    List<String> lines = export(Optional.of("x_1"));

    // Then
    assertThat(lines).isEqualTo(all.stream().filter(line -> line.contains("x_1")).toList());
    assertThat(lines).hasSize(2);
  }

  @Test
  void anEndedExperimentIsReadUpToItsLastCountedRecord() throws Exception {
    // Given
    started("x_0", 1, "e1", 1);
    report("x_0", 1, "e1", 2, "accuracy", 0.5);
    ended("x_0", 1, "e1", 3, EndState.COMPLETED);
    started("x_1", 1, "e2", 1);
    ended("x_1", 1, "e2", 2, EndState.CANCELED);

    // When
    List<String> lines = export(Optional.empty(), 0, 3L);

    // Then
    assertThat(lines).hasSize(2);
  }

  @Test
  void aLogWhoseBeginningIsForgottenIsNotShownAsIfItWereWhole() {
    // Given
    first = 5;

    // When
    RequestRefusedException refused =
        catchThrowableOfType(
            RequestRefusedException.class, () -> export(Optional.empty(), 2, null));

    // Then
    assertThat(refused.kind()).isEqualTo(Kind.GONE);
    assertThat(refused).hasMessageContaining("offset 5");
  }

  private List<String> export(Optional<String> trial) throws Exception {
    return export(trial, 0, null);
  }

  private List<String> export(Optional<String> trial, long from, @Nullable Long to)
      throws Exception {
    ExperimentEntry entry =
        ExperimentEntry.of(
            Experiments.record("x", "r").setMetricsFrom(from).setMetricsTo(to).build());
    List<String> lines = new ArrayList<>();
    new LogExport(TOPIC, this::consumer)
        .export(entry, trial, event -> lines.add(Json.write(event).replace('"', '\'')));
    places = lines.stream().map(line -> line.replaceFirst(".*(?='partition')", "")).toList();
    return lines.stream().map(line -> line.replaceFirst(",'partition'.*}", "}")).toList();
  }

  private MockConsumer<byte[], byte[]> consumer() {
    MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
    consumer.updateBeginningOffsets(Map.of(PARTITION, first));
    consumer.updateEndOffsets(Map.of(PARTITION, first + log.size()));
    for (int i = 0; i < log.size(); i++) {
      ConsumerRecord<byte[], byte[]> record =
          new ConsumerRecord<>(
              "metrics",
              0,
              first + i,
              i,
              TimestampType.LOG_APPEND_TIME,
              0,
              0,
              new byte[0],
              log.get(i),
              new RecordHeaders(),
              Optional.empty());
      consumer.schedulePollTask(() -> consumer.addRecord(record));
    }
    return consumer;
  }

  private void started(String trial, int attempt, String execution, long seq) {
    add(event("x", trial, attempt, execution, seq, EventKind.STARTED));
  }

  private void report(
      String trial, int attempt, String execution, long seq, String metric, double value) {
    MetricEvent event = event("x", trial, attempt, execution, seq, EventKind.REPORT);
    event.setMetric(metric);
    event.setValue(value);
    add(event);
  }

  private void ended(String trial, int attempt, String execution, long seq, EndState state) {
    MetricEvent event = event("x", trial, attempt, execution, seq, EventKind.ENDED);
    event.setState(state);
    add(event);
  }

  private static MetricEvent event(
      String experiment, String trial, int attempt, String execution, long seq, EventKind kind) {
    return MetricEvent.newBuilder()
        .setExperiment(experiment)
        .setTrial(trial)
        .setAttempt(attempt)
        .setExecution(execution)
        .setSeq(seq)
        .setKind(kind)
        .setTime(Instant.EPOCH)
        .build();
  }

  private void add(MetricEvent event) {
    log.add(TOPIC.codec().encode(event));
  }
}
