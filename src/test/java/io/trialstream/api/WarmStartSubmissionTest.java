package io.trialstream.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.trialstream.api.Submissions.Submission;
import io.trialstream.avro.ExperimentStatus;
import io.trialstream.avro.Parameter;
import io.trialstream.avro.Request;
import io.trialstream.avro.ResumedTrial;
import io.trialstream.sampling.ParameterValue;
import io.trialstream.sampling.ParameterValue.Real;
import io.trialstream.sampling.ParameterValue.Text;
import io.trialstream.sampling.ParameterValue.Whole;
import io.trialstream.settings.InvalidSettingsException;
import io.trialstream.settings.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a submission starts from is checked before anything is written. */
class WarmStartSubmissionTest {
  private final ExperimentIndex index = new ExperimentIndex();
  private final List<Request> written = new ArrayList<>();
  private final Map<String, TrialLookup.Found> trials = new HashMap<>();

  private final Submissions submissions =
      new Submissions(
          index,
          request -> {
            written.add(request);
            index.put(Experiments.record(request));
          },
          new FakePools(Set.of("default")),
          (experiment, trial) -> Optional.ofNullable(trials.get(trial)),
          InstantSource.fixed(Instant.EPOCH),
          new Random(1),
          Duration.ofMillis(50));

  @BeforeEach
  void makeEarlierExperiments() {
    index.put(
        Experiments.record("ended", "r")
            .setState(ExperimentStatus.COMPLETED)
            .setMetricsTo(9L)
            .build());
    index.put(Experiments.record("running", "r").build());
    index.put(
        Experiments.record("other", "r")
            .setState(ExperimentStatus.FAILED)
            .setMetricsTo(9L)
            .setSpecification(Experiments.file("other").replace("maximize", "minimize"))
            .build());
    trials.put("ended_0", found(new Real(0.5), new Whole(2)));
    trials.put("ended_1", found(new Real(0.95), new Whole(2)));
    trials.put("ended_2", found(new Real(0.5), new Text("2")));
  }

  private static TrialLookup.Found found(ParameterValue rate, ParameterValue layers) {
    return new TrialLookup.Found(
        List.of(
            new io.trialstream.sampling.Parameter("layers", layers),
            new io.trialstream.sampling.Parameter("rate", rate)),
        3);
  }

  private void submit(String additions) throws Exception {
    submissions.submit(
        new Submission(
            Experiments.file("new") + "trialstream: {" + additions + "}\n",
            Optional.empty(),
            Optional.of("k"),
            ""));
  }

  private List<String> problems(String additions) {
    InvalidSettingsException refused =
        catchThrowableOfType(InvalidSettingsException.class, () -> submit(additions));
    assertThat(written).isEmpty();
    return refused.problems().stream().map(Problem::toString).toList();
  }

  @Test
  void everyEarlierExperimentThatCannotBeResumedFromIsNamedWithTheReason() {
    assertThat(problems("resume_from: [nobody, ended, running, other]"))
        .containsExactly(
            "trialstream.resume_from: experiment nobody is unknown; bin/trialstream experiments"
                + " lists those there are",
            "trialstream.resume_from: experiment running has not ended: wait until it has, or"
                + " cancel it with bin/trialstream stop running",
            "trialstream.resume_from: experiment other minimizes accuracy, and this one maximizes"
                + " accuracy; trials are peers only under the same goal and primary metric");
  }

  @Test
  void everyEarlierTrialThatCannotBeGoneOnWithIsNamedWithTheReason() {
    assertThat(problems("resume_trials: [nobody_0, running_0, ended_7, ended_1, ended_2]"))
        .containsExactly(
            "trialstream.resume_trials: trial nobody_0: experiment nobody is unknown;"
                + " bin/trialstream experiments lists those there are",
            "trialstream.resume_trials: trial running_0: experiment running has not ended: wait"
                + " until it has, or cancel it with bin/trialstream stop running",
            "trialstream.resume_trials: experiment ended has no trial ended_7; bin/trialstream"
                + " trials ended lists those it has",
            "trialstream.resume_trials: trial ended_1 lies outside this search space: its rate is"
                + " 0.95, and must be a number from 0.1 to 0.9, as uniform gives it",
            "trialstream.resume_trials: trial ended_2 lies outside this search space: its layers"
                + " is 2, and must be 1, 2 or 3, as choice gives it");
  }

  @Test
  void theRequestCarriesTheTrialsInThisSpacesOrder() throws Exception {
    // When
    submit("resume_from: [ended], resume_trials: [ended_0]");

    // Then
    assertThat(written.get(0).getResumed())
        .containsExactly(
            new ResumedTrial(
                "ended_0", 3, List.of(new Parameter("rate", 0.5), new Parameter("layers", 2L))));
  }
}
