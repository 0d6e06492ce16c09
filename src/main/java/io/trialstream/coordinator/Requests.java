package io.trialstream.coordinator;

import io.trialstream.avro.Experiment;
import io.trialstream.avro.ExperimentStatus;
import io.trialstream.avro.Request;
import io.trialstream.experiment.ExperimentIds;
import io.trialstream.experiment.Specification;
import io.trialstream.scheduling.ExperimentScheduler;
import io.trialstream.settings.InvalidSettingsException;
import io.trialstream.settings.Sentences;
import io.trialstream.topics.MetricLog;
import io.trialstream.topics.ResumedTrials;
import io.trialstream.topics.TrialIds;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Does what people ask of experiments. */
final class Requests {
  /** Bytes of an experiment file at most: every record that holds it stays below a megabyte. */
  private static final int LARGEST_FILE = 768 << 10;

  /** Bytes of a submission's other texts at most, all together. */
  private static final int LARGEST_REST = 16 << 10;

  private final TaskAccess task;
  private final int partitions;

  /**
   * @param partitions how many there are of the topics whose key is the experiment
   */
  Requests(TaskAccess task, int partitions) {
    this.task = task;
    this.partitions = partitions;
  }

  /** What came of a request. */
  sealed interface Answer {
    /** The experiment is to be looked at. */
    record Done(ActiveExperiment experiment) implements Answer {}

    /** It was done before, or there is nothing left to do. */
    record Nothing() implements Answer {}

    /** It cannot be done, and belongs to the dead letters. */
    record Refused(String sentence) implements Answer {}
  }

  /**
   * Does it.
   *
   * @param timestampMs when it entered the log, in milliseconds since the epoch
   */
  Answer handle(Request request, long timestampMs) {
    return switch (request.getAction()) {
      case SUBMIT -> submit(request, timestampMs);
      case CANCEL -> cancel(request);
      case STOP_TRIAL -> stopTrial(request);
      case UNKNOWN ->
          new Answer.Refused("its action is unknown to this version; update the coordinator");
    };
  }

  private Answer submit(Request request, long timestampMs) {
    String id = request.getExperiment();
    if (task.active(id).isPresent() || task.snapshots().experiment(id).isPresent()) {
      return new Answer.Nothing();
    }
    String text = request.getSpecification();
    Long seed = request.getSeed();
    if (text == null || seed == null) {
      return new Answer.Refused("a submission needs a specification and a seed; one is null");
    }
    Optional<String> misfit = misfit(request, text);
    if (misfit.isPresent()) {
      return new Answer.Refused(misfit.get());
    }
    Experiment submitted =
        Experiment.newBuilder()
            .setExperiment(id)
            .setProject(request.getProject())
            .setOwner(request.getRequestedBy())
            .setRequest(request.getId())
            .setSpecification(text)
            .setBaseDirectory(request.getBaseDirectory())
            .setSeed(seed)
            .setState(ExperimentStatus.RUNNING)
            .setSubmitted(Instant.ofEpochMilli(timestampMs))
            .setMetricsPartition(task.context().taskId().partition())
            .setMetricsFrom(task.journals().metricsPosition())
            .setQueued(0)
            .setRunning(0)
            .setCompleted(0)
            .setFailed(0)
            .setStopped(0)
            .setCanceled(0)
            .setResumed(request.getResumed())
            .build();
    try {
      Specification file =
          ActiveExperiment.specification(
              text, Optional.ofNullable(request.getBaseDirectory()).map(Path::of));
      Optional<String> foreign = ResumedTrials.misfit(file, ResumedTrials.of(request));
      if (foreign.isPresent()) {
        return new Answer.Refused(foreign.get());
      }
      Specification specification = ResumedTrials.complete(file, ResumedTrials.of(request));
      ActiveExperiment experiment =
          new ActiveExperiment(
                  submitted,
                  specification,
                  new MetricLog(id, specification),
                  new ExperimentScheduler(specification, specification.sampler(seed), timestampMs),
                  List.of())
              .waitForEarlier();
      task.journals().active().put(id, experiment);
      task.meters().submitted();
      return new Answer.Done(experiment);
    } catch (InvalidSettingsException e) {
      return new Answer.Refused("its specification cannot be used: " + e.getMessage());
    }
  }

  /** What keeps a submission from being an experiment of this partition. */
  private Optional<String> misfit(Request request, String text) {
    String id = request.getExperiment();
    if (!ExperimentIds.valid(id)) {
      return Optional.of(
          "\"%s\" cannot be an experiment's id; it must have %s"
              .formatted(Sentences.shorten(id), ExperimentIds.RULE));
    }
    int own = task.context().taskId().partition();
    int right = CoordinatorTopology.partition(id, partitions);
    if (own != right) {
      return Optional.of(
          "experiment %s belongs on partition %d, not %d; use Kafka's default partitioner"
              .formatted(id, right, own));
    }
    int file = bytes(text);
    int rest =
        bytes(request.getId())
            + bytes(request.getProject())
            + bytes(request.getRequestedBy())
            + bytes(Objects.requireNonNullElse(request.getBaseDirectory(), ""));
    return file > LARGEST_FILE || rest > LARGEST_REST
        ? Optional.of(
            "its file has %d bytes and its other texts have %d; expected %d and %d at most"
                .formatted(file, rest, LARGEST_FILE, LARGEST_REST))
        : Optional.empty();
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private Answer cancel(Request request) {
    return ofExperiment(
        request, experiment -> experiment.scheduler().cancel(reason("canceled", request)));
  }

  private Answer stopTrial(Request request) {
    Optional<TrialIds.TrialId> trial =
        Optional.ofNullable(request.getTrial()).flatMap(TrialIds::parse);
    if (trial.isEmpty() || !trial.get().experiment().equals(request.getExperiment())) {
      return new Answer.Refused("trial " + request.getTrial() + " is none of this experiment");
    }
    return ofExperiment(
        request,
        experiment ->
            experiment.scheduler().cancelTrial(trial.get().number(), reason("stopped", request)));
  }

  private interface Change {
    boolean on(ActiveExperiment experiment);
  }

  private Answer ofExperiment(Request request, Change change) {
    Optional<ActiveExperiment> active = task.active(request.getExperiment());
    if (active.isPresent()) {
      return change.on(active.get()) ? new Answer.Done(active.get()) : new Answer.Nothing();
    }
    return task.snapshots().experiment(request.getExperiment()).isPresent()
        ? new Answer.Nothing()
        : new Answer.Refused("experiment " + request.getExperiment() + " is unknown");
  }

  private static String reason(String what, Request request) {
    String by = request.getRequestedBy().isEmpty() ? "a person" : request.getRequestedBy();
    String why = request.getReason().isEmpty() ? "" : ": " + request.getReason();
    return Orders.bounded(what + " by " + by + why);
  }
}
