package io.trialstream.coordinator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/** The models of a task's experiments: those that are at work are looked at until they are done. */
final class Models {
  private final TaskAccess task;
  private final Executor threads;
  private final Map<String, ActiveExperiment> busy = new LinkedHashMap<>();

  /**
   * @param threads where the models work
   */
  Models(TaskAccess task, Executor threads) {
    this.task = task;
    this.threads = threads;
  }

  /**
   * Gives the experiment's model what there is to do.
   *
   * @param most how many trials are wanted of it at most, from 0
   */
  void work(ActiveExperiment experiment, int most) {
    experiment
        .model()
        .filter(
            model ->
                model.work(
                    experiment.scheduler(),
                    most,
                    task.journals().metricsPosition(),
                    task.nowMs(),
                    threads))
        .ifPresent(model -> busy.put(experiment.id(), experiment));
  }

  /** Takes what models have come to; the experiments whose models are ready for more. */
  List<ActiveExperiment> collect() {
    if (busy.isEmpty()) {
      return List.of();
    }
    List<ActiveExperiment> ready = new ArrayList<>();
    for (ActiveExperiment experiment : busy.values()) {
      if (experiment
          .model()
          .filter(model -> model.collect(experiment.scheduler(), task.nowMs()))
          .isPresent()) {
        ready.add(experiment);
        experiment.model().ifPresent(model -> task.meters().modelFailed(model.takeFailures()));
      }
    }
    ready.forEach(experiment -> busy.remove(experiment.id()));
    return ready;
  }

  /** The experiment has ended. */
  void ended(ActiveExperiment experiment) {
    if (busy.remove(experiment.id()) != null) {
      experiment.model().ifPresent(ExperimentModel::drop);
    }
  }

  /** The task goes elsewhere. */
  void close() {
    List.copyOf(busy.values()).forEach(this::ended);
  }
}
