package io.trialstream.api;

import io.trialstream.avro.Experiment;
import io.trialstream.avro.ResumedTrial;
import io.trialstream.experiment.Specification;
import io.trialstream.sampling.Parameter;
import io.trialstream.sampling.SearchSpace;
import io.trialstream.settings.InvalidSettingsException;
import io.trialstream.settings.Problem;
import io.trialstream.topics.EarlierExperiments;
import io.trialstream.topics.Parameters;
import io.trialstream.topics.ResumedTrials;
import io.trialstream.topics.TrialIds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks what a submission starts from, and finds the earlier trials that it goes on with. */
final class WarmStarts {
  private static final String EXPERIMENTS = "trialstream.resume_from";
  private static final String TRIALS = "trialstream.resume_trials";

  private final ExperimentIndex experiments;
  private final TrialLookup trials;

  WarmStarts(ExperimentIndex experiments, TrialLookup trials) {
    this.experiments = experiments;
    this.trials = trials;
  }

  /**
   * The trials that the experiment goes on with.
   *
   * @throws InvalidSettingsException where an earlier experiment or trial cannot be started from
   * @throws RequestRefusedException UNAVAILABLE where the owner of a trial does not answer
   */
  List<ResumedTrial> check(Specification specification)
      throws InvalidSettingsException, RequestRefusedException, InterruptedException {
    List<Problem> problems = new ArrayList<>();
    for (String id : specification.warmStart().resumeFrom()) {
      EarlierExperiments.incomparable(specification.objective(), id, record(id))
          .ifPresent(sentence -> problems.add(new Problem(0, EXPERIMENTS, sentence)));
    }
    List<ResumedTrial> resumed = new ArrayList<>();
    for (String id : specification.warmStart().resumeTrials()) {
      find(specification.searchSpace(), id, problems).ifPresent(resumed::add);
    }
    if (problems.isEmpty()) {
      ResumedTrials.misfit(specification, resumed)
          .ifPresent(sentence -> problems.add(new Problem(0, TRIALS, sentence)));
    }
    if (!problems.isEmpty()) {
      throw new InvalidSettingsException(problems);
    }
    return resumed;
  }

  private Optional<Experiment> record(String id) {
    return experiments.get(id).map(ExperimentEntry::record);
  }

  private Optional<ResumedTrial> find(SearchSpace space, String id, List<Problem> problems)
      throws RequestRefusedException, InterruptedException {
    String experiment = TrialIds.parse(id).map(TrialIds.TrialId::experiment).orElse("");
    Optional<String> unready = EarlierExperiments.unready(experiment, record(experiment));
    if (unready.isPresent()) {
      problems.add(new Problem(0, TRIALS, "trial " + id + ": " + unready.get()));
      return Optional.empty();
    }
    Optional<TrialLookup.Found> found = trials.find(experiment, id);
    if (found.isEmpty()) {
      problems.add(
          new Problem(
              0,
              TRIALS,
              "experiment %s has no trial %s; bin/trialstream trials %s lists those it has"
                  .formatted(experiment, id, experiment)));
      return Optional.empty();
    }
    List<Parameter> point = found.get().parameters();
    Optional<String> outside = ResumedTrials.outside(space, id, point);
    outside.ifPresent(sentence -> problems.add(new Problem(0, TRIALS, sentence)));
    return outside.isPresent()
        ? Optional.empty()
        : space
            .own(point)
            .map(
                own ->
                    ResumedTrial.newBuilder()
                        .setTrial(id)
                        .setAttempt(found.get().attempts())
                        .setParameters(Parameters.toAvro(own))
                        .build());
  }
}
