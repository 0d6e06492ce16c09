package io.trialstream.topics;

import static org.assertj.core.api.Assertions.assertThat;

import io.trialstream.avro.EndState;
import io.trialstream.avro.EventKind;
import io.trialstream.avro.MetricEvent;
import io.trialstream.avro.Parameter;
import io.trialstream.experiment.ExperimentFile;
import io.trialstream.experiment.Specification;
import io.trialstream.sampling.Observation;
import io.trialstream.sampling.ParameterValue.Real;
import io.trialstream.sampling.ParameterValue.Text;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EarlierObservationsTest {
  private static final String FILE =
      """
      type: sweep
      trial: {command: python train.py}
      search_space: {lr: "uniform(0, 1)", act: "choice(relu, tanh)"}
      sampling_algorithm: random
      objective: {goal: minimize, primary_metric: loss}
      trialstream: {resume_from: [old]}
      """;

  private Specification specification;
  private MetricLog log;

  @BeforeEach
  void open() throws Exception {
    specification = ExperimentFile.parse(FILE, Optional.empty()).specification();
    log = new MetricLog("new", specification);
  }

  private static MetricEvent.Builder event(String trial, long seq, EventKind kind) {
    return MetricEvent.newBuilder()
        .setExperiment("new")
        .setTrial(trial)
        .setAttempt(1)
        .setExecution("imported")
        .setSeq(seq)
        .setKind(kind)
        .setTime(Instant.EPOCH);
  }

  private void imported(
      String trial, @Nullable List<Parameter> parameters, EndState end, double... values) {
    long seq = 1;
    apply(event(trial, seq++, EventKind.STARTED).setParameters(parameters));
    for (double value : values) {
      apply(event(trial, seq++, EventKind.REPORT).setMetric("loss").setValue(value));
    }
    apply(event(trial, seq, EventKind.ENDED).setState(end));
  }

  private void apply(MetricEvent.Builder event) {
    assertThat(log.apply(MetricView.of(event.build())))
        .isInstanceOf(MetricLog.Reading.Applied.class);
  }

  @Test
  void trialsAreLearnedFromByNameWhereTheyLieInThisSpace() {
    // Given
    Parameter relu = new Parameter("act", "relu");
    imported(
        "old_4",
        List.of(relu, new Parameter("extra", 7L), new Parameter("lr", 1L)),
        EndState.COMPLETED,
        0.5,
        0.25,
        0.75);
    imported("old_5", List.of(relu, new Parameter("lr", 1.5)), EndState.COMPLETED, 0.1);
    imported("old_6", List.of(relu), EndState.COMPLETED, 0.1);
    imported("old_7", null, EndState.COMPLETED, 0.1);
    imported("old_8", List.of(relu, new Parameter("lr", 0.5)), EndState.STOPPED, Double.NaN);

    // When
    List<Observation> observations = EarlierObservations.of(log, specification.searchSpace());

    // Then
    assertThat(log.earlier()).hasSize(5);
    assertThat(observations).hasSize(2);
    assertThat(observations.get(0).point())
        .containsExactly(
            new io.trialstream.sampling.Parameter("lr", new Real(1)),
            new io.trialstream.sampling.Parameter("act", new Text("relu")));
    assertThat(observations.get(0).state()).isEqualTo(Observation.State.COMPLETED);
    assertThat(observations.get(0).best()).isEqualTo(-0.25);
    assertThat(observations.get(0).intervals()).isEqualTo(3);
    assertThat(observations.get(1).state()).isEqualTo(Observation.State.CUT);
    assertThat(observations.get(1).hasValue()).isFalse();
  }
}
