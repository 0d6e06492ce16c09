package io.trialstream.coordinator;

import io.trialstream.avro.MetricEvent;
import io.trialstream.scheduling.ExperimentState;
import io.trialstream.scheduling.ScheduledTrial;
import io.trialstream.stopping.Effect;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The experiments of a task whose trials are asked for over HTTP. */
final class Asks {
  private final TaskAccess task;
  private final Map<String, AskedExperiment> shown;
  private final LogEnds logEnds;
  private final Map<String, AskedTrials> own = new HashMap<>();

  /** Those that were taken over, until the log has been passed as far as it reached then. */
  private final List<AskedTrials> behind = new ArrayList<>();

  private CompletableFuture<LogEnds.Ends> end = new CompletableFuture<>();

  /**
   * @param shown where other threads find the experiments of all tasks, by id
   */
  Asks(TaskAccess task, Map<String, AskedExperiment> shown, LogEnds logEnds) {
    this.task = task;
    this.shown = shown;
    this.logEnds = logEnds;
    task.journals().active().values().stream()
        .filter(ActiveExperiment::isAsked)
        .forEach(experiment -> behind.add(open(experiment)));
    if (!behind.isEmpty()) {
      end = askForEnd();
    }
  }

  private CompletableFuture<LogEnds.Ends> askForEnd() {
    return logEnds.ask(task.context().taskId().partition()).toCompletableFuture();
  }

  /** Looks how far the log has been passed since the task started. */
  void catchUp() {
    if (behind.isEmpty() || !end.isDone()) {
      return;
    }
    if (end.isCompletedExceptionally()) {
      end = askForEnd();
    } else if (task.journals().metricsPosition() >= end.join().metrics()) {
      behind.forEach(AskedTrials::catchUp);
      behind.clear();
    }
  }

  private AskedTrials open(ActiveExperiment experiment) {
    AskedTrials asked = new AskedTrials();
    for (int number = 0; number < experiment.scheduler().suggested(); number++) {
      put(asked, experiment, number);
    }
    own.put(experiment.id(), asked);
    shown.put(experiment.id(), asked);
    return asked;
  }

  private AskedTrials of(ActiveExperiment experiment) {
    AskedTrials known = own.get(experiment.id());
    if (known != null) {
      return known;
    }
    AskedTrials opened = open(experiment);
    opened.catchUp();
    return opened;
  }

  private static void put(AskedTrials asked, ActiveExperiment experiment, int number) {
    Optional<ScheduledTrial> trial = experiment.scheduler().trial(number);
    trial.ifPresent(found -> asked.put(found, experiment.log().log().standing(number)));
  }

  /** The running experiments for whose trials somebody waits. */
  List<ActiveExperiment> waitedFor() {
    return own.entrySet().stream()
        .filter(asked -> asked.getValue().hasAsks())
        .flatMap(asked -> task.active(asked.getKey()).stream())
        .toList();
  }

  /** How many trials an experiment should suggest: as many as are missing for those who ask. */
  int wanted(ActiveExperiment experiment) {
    return of(experiment).wanted();
  }

  /** Trials have changed, or time has passed: tells those who ask. */
  void serve(ActiveExperiment experiment, List<Integer> changed) {
    AskedTrials asked = of(experiment);
    changed.forEach(number -> put(asked, experiment, number));
    if (asked.serve(experiment.scheduler(), task.journals().commits())) {
      task.context().commit();
    }
  }

  /** A record of an experiment's log has been passed, and its scheduler knows. */
  void passed(ActiveExperiment experiment, int trial, MetricEvent event, Effect effect) {
    AskedTrials asked = of(experiment);
    put(asked, experiment, trial);
    asked.passed(trial, event, effect, experiment.log().log().lastSeq(trial));
  }

  /** An experiment has ended. */
  void ended(ActiveExperiment experiment, ExperimentState.Ended state) {
    close(experiment.id(), Offer.Trials.of(List.of(), state.status()));
  }

  /** The task goes elsewhere. */
  void withdraw() {
    List.copyOf(own.keySet()).forEach(id -> close(id, new Offer.Withdrawn()));
  }

  private void close(String experiment, Offer over) {
    AskedTrials asked = own.remove(experiment);
    if (asked != null) {
      // Its next owner in this process may have put its own there.
      shown.remove(experiment, asked);
      asked.close(over);
    }
  }
}
