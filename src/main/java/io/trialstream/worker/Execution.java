package io.trialstream.worker;

import io.trialstream.avro.EndState;
import io.trialstream.avro.Heartbeat;
import io.trialstream.avro.Suggestion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One process's run of one attempt: journaled as started, run in a slot, journaled as ended. What
 * cannot be run ends as FAILED. One that is abandoned, because the agent leaves, ends without a
 * mark: its lease runs out, and the attempt that follows runs elsewhere.
 */
final class Execution implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(Execution.class);

  private final Suggestion suggestion;
  private final String id;
  private final Workplace workplace;
  private final ExecutionEvents events;
  private final CompletableFuture<Order> ordered = new CompletableFuture<>();
  private final CompletableFuture<Void> abandoned = new CompletableFuture<>();
  private final CompletableFuture<Void> over = new CompletableFuture<>();

  /**
   * @param id the execution's id, a fresh one
   */
  Execution(Suggestion suggestion, String id, Workplace workplace) {
    this.suggestion = suggestion;
    this.id = id;
    this.workplace = workplace;
    this.events =
        new ExecutionEvents(
            suggestion,
            id,
            workplace.journal(),
            workplace.sender(),
            workplace.codec(),
            workplace.clock(),
            workplace.meters());
  }

  String id() {
    return id;
  }

  /** Journals the start; completes when the broker knows. */
  CompletableFuture<Void> start() {
    workplace.meters().started();
    return events.started(workplace.agent(), workplace.inbox());
  }

  /** Ends it with a mark; the first order counts. */
  void order(Order order) {
    ordered.complete(order);
  }

  /** Ends it without a mark. */
  void abandon() {
    abandoned.complete(null);
  }

  /** Completes when the broker knows that it has ended, or it was abandoned and has ended. */
  CompletableFuture<Void> over() {
    return over;
  }

  /** A renewal of its lease. */
  Heartbeat heartbeat() {
    return Heartbeat.newBuilder()
        .setExperiment(suggestion.getExperiment())
        .setTrial(suggestion.getTrial())
        .setAttempt(suggestion.getAttempt())
        .setExecution(id)
        .setWorker(workplace.agent())
        .setInbox(workplace.inbox())
        .setTime(workplace.clock().instant())
        .build();
  }

  /** Runs it to its end, and has the end journaled. */
  @Override
  public void run() {
    Optional<EndMark> end = end();
    log.atInfo()
        .addKeyValue("trial", suggestion.getTrial())
        .addKeyValue("attempt", suggestion.getAttempt())
        .addKeyValue("execution", id)
        .addKeyValue("state", end.map(mark -> mark.state().name()).orElse("abandoned"))
        .addKeyValue("reason", end.map(EndMark::reason).orElse(""))
        .log("Execution ended");
    end.ifPresentOrElse(
        mark -> workplace.meters().ended(mark.state()), workplace.meters()::abandoned);
    CompletableFuture<Void> known =
        end.map(events::ended).orElseGet(() -> CompletableFuture.completedFuture(null));
    known.thenRun(() -> over.complete(null));
  }

  /** How it ended; empty where it was abandoned. */
  private Optional<EndMark> end() {
    try {
      return runProcess();
    } catch (UnrunnableException e) {
      return Optional.of(EndMark.unrunnable(e.sentence()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      // The error too, memory or threads that are short: a trial without an end mark runs for ever.
      log.atError().addKeyValue("execution", id).setCause(e).log("An execution failed here");
      return Optional.of(
          EndMark.unrunnable(
              "Worker %s could not run it in %s: %s"
                  .formatted(workplace.agent(), workplace.directory(), e)));
    }
  }

  private Optional<EndMark> runProcess()
      throws IOException, UnrunnableException, InterruptedException {
    if (isToEnd()) {
      return endBeforeStart();
    }
    TrialCommand command = new TrialCommand(suggestion);
    String program = command.program();
    workplace.requireAllowed(program);
    AttemptDirectory directory =
        AttemptDirectory.create(
            workplace.directory(),
            suggestion.getExperiment(),
            suggestion.getTrial(),
            suggestion.getAttempt(),
            id,
            command.code(),
            suggestion.getOutputs());
    if (isToEnd()) {
      return endBeforeStart();
    }
    Map<String, String> environment = command.environment(workplace.directory(), directory);
    String[] mark = workplace.mark().split("=", 2);
    environment.put(mark[0], mark[1]);
    String searchPath = environment.getOrDefault("PATH", Programs.searchPath());
    Path file = Programs.resolve(program, directory.path(), searchPath);
    MetricReports reports =
        new MetricReports(suggestion.getPrimaryMetric(), suggestion.getMetrics(), events);
    try (AttemptLog attemptLog = new AttemptLog(directory.log(), AttemptLog.LIMIT)) {
      TrainingProcess process =
          TrainingProcess.start(
              file,
              command.arguments(directory),
              directory.path(),
              environment,
              id,
              workplace.guardian(),
              attemptLog,
              new MetricOutput(reports, events));
      log.atInfo()
          .addKeyValue("trial", suggestion.getTrial())
          .addKeyValue("attempt", suggestion.getAttempt())
          .addKeyValue("execution", id)
          .addKeyValue("pid", process.pid())
          .log("Execution runs");
      return await(process, reports);
    }
  }

  private boolean isToEnd() {
    return abandoned.isDone() || ordered.isDone();
  }

  private Optional<EndMark> endBeforeStart() {
    return abandoned.isDone() ? Optional.empty() : Optional.of(EndMark.ordered(ordered.join()));
  }

  private Optional<EndMark> await(TrainingProcess process, MetricReports reports)
      throws InterruptedException {
    CompletableFuture.anyOf(process.exited(), ordered, abandoned).join();
    if (abandoned.isDone()) {
      process.stop(workplace.grace());
      return Optional.empty();
    } else if (ordered.isDone()) {
      TrainingProcess.Result result = process.stop(workplace.grace());
      return Optional.of(EndMark.ordered(ordered.join(), result, workplace.grace()));
    }
    EndMark end = EndMark.exited(process.finish(workplace.grace()), reports);
    // A script that failed because the agent's end reached it too says nothing of the trial.
    return abandoned.isDone() && end.state() == EndState.FAILED
        ? Optional.empty()
        : Optional.of(end);
  }
}
