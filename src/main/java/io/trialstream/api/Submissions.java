package io.trialstream.api;

import io.trialstream.api.RequestRefusedException.Kind;
import io.trialstream.avro.Experiment;
import io.trialstream.avro.ExperimentStatus;
import io.trialstream.avro.Request;
import io.trialstream.avro.RequestAction;
import io.trialstream.avro.ResumedTrial;
import io.trialstream.experiment.ExperimentFile;
import io.trialstream.experiment.ExperimentIds;
import io.trialstream.experiment.Specification;
import io.trialstream.settings.InvalidSettingsException;
import io.trialstream.settings.Problem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * What people ask of experiments: each request is checked, written to the {@code requests} topic,
 * and, where it submits an experiment, waited for until the coordinator has taken it in. Safe for
 * use by several threads.
 */
public final class Submissions {
  /** Bytes of a file at most: the records that carry it stay below a broker's usual megabyte. */
  private static final int LARGEST_FILE = 768 << 10;

  /** Seeds stay below this, so that every JSON reader gets them whole. */
  private static final long SEED_BOUND = 1L << 53;

  private final ExperimentIndex experiments;
  private final RequestLog log;
  private final Pools pools;
  private final WarmStarts warmStarts;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Duration patience;

  /**
   * @param trials finds earlier trials
   * @param random draws seeds and request ids; safe for use by several threads
   * @param patience how long a submission waits for the coordinator
   */
  public Submissions(
      ExperimentIndex experiments,
      RequestLog log,
      Pools pools,
      TrialLookup trials,
      InstantSource clock,
      RandomGenerator random,
      Duration patience) {
    this.experiments = experiments;
    this.log = log;
    this.pools = pools;
    this.warmStarts = new WarmStarts(experiments, trials);
    this.clock = clock;
    this.random = random;
    this.patience = patience;
  }

  /**
   * A submission.
   *
   * @param text the experiment file's text
   * @param baseDirectory the absolute folder from which its relative paths start; empty: none
   * @param idempotencyKey its identity: however often it is sent, one experiment comes of it; empty
   *     for a fresh one
   * @param owner who submits; empty where unknown
   */
  public record Submission(
      String text, Optional<Path> baseDirectory, Optional<String> idempotencyKey, String owner) {}

  /**
   * Submits an experiment and returns when it exists.
   *
   * @throws InvalidSettingsException where the file cannot be used; nothing has been written
   * @throws RequestRefusedException CONFLICT where another experiment has its id, UNAVAILABLE where
   *     it is not known to exist yet, in which case the same key may be sent again
   */
  public Submitted submit(Submission submission)
      throws InvalidSettingsException, RequestRefusedException, InterruptedException {
    String request = submission.idempotencyKey().orElseGet(this::freshId);
    checkKey(request);
    ExperimentFile.Parsed parsed =
        ExperimentFile.parse(submission.text(), submission.baseDirectory());
    checkSize(submission.text());
    Specification specification = parsed.specification();
    String id = specification.name().orElseGet(() -> generatedId(request));
    Submitted answer =
        new Submitted(id, parsed.warnings().stream().map(Problem::toString).toList());

    Optional<ExperimentEntry> existing = experiments.get(id);
    if (existing.isPresent()) {
      checkSame(existing.get().record(), request, submission);
      return answer;
    }
    if (!specification.isAsked()) {
      checkPool(specification.pool());
    }
    List<ResumedTrial> resumed = warmStarts.check(specification);
    long seed = specification.sampling().seed().orElseGet(() -> random.nextLong(SEED_BOUND));
    log.append(
        request(request, id, RequestAction.SUBMIT, submission.owner())
            .setSpecification(submission.text())
            .setBaseDirectory(submission.baseDirectory().map(Path::toString).orElse(null))
            .setSeed(seed)
            .setResumed(resumed.isEmpty() ? null : resumed)
            .build());
    ExperimentEntry created =
        experiments.await(id, entry -> true, patience).orElseThrow(() -> unconfirmed(id));
    checkSame(created.record(), request, submission);
    return answer;
  }

  /**
   * Asks for an experiment to be canceled.
   *
   * @param reason why, in the asker's words; may be empty
   * @param by who asks; empty where unknown
   * @throws RequestRefusedException UNKNOWN, or CONFLICT where it has ended
   */
  public void cancel(String experiment, String reason, String by)
      throws RequestRefusedException, InterruptedException {
    checkRunning(experiment);
    log.append(request(freshId(), experiment, RequestAction.CANCEL, by).setReason(reason).build());
  }

  /**
   * Asks for one trial to be canceled. Whether the experiment has such a trial is not looked at.
   *
   * @param reason why, in the asker's words; may be empty
   * @param by who asks; empty where unknown
   * @throws RequestRefusedException UNKNOWN, or CONFLICT where the experiment has ended
   */
  public void stopTrial(String experiment, String trial, String reason, String by)
      throws RequestRefusedException, InterruptedException {
    checkRunning(experiment);
    log.append(
        request(freshId(), experiment, RequestAction.STOP_TRIAL, by)
            .setTrial(trial)
            .setReason(reason)
            .build());
  }

  private Request.Builder request(String id, String experiment, RequestAction action, String by) {
    return Request.newBuilder()
        .setId(id)
        .setExperiment(experiment)
        .setAction(action)
        .setTime(clock.instant())
        .setRequestedBy(by);
  }

  private String freshId() {
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }

  /** An id that the same request gets again. */
  private static String generatedId(String request) {
    UUID hash = UUID.nameUUIDFromBytes(request.getBytes(StandardCharsets.UTF_8));
    return ExperimentIds.generate(new SplittableRandom(hash.getMostSignificantBits()));
  }

  /**
   * Checks an {@code Idempotency-Key}.
   *
   * @throws RequestRefusedException INVALID
   */
  public static void checkKey(String key) throws RequestRefusedException {
    if (!key.matches("[\\x21-\\x7e]{1,200}")) {
      throw new RequestRefusedException(
          Kind.INVALID,
          "The Idempotency-Key must be 1 to 200 visible ASCII characters, such as a UUID");
    }
  }

  private static void checkSize(String text) throws InvalidSettingsException {
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > LARGEST_FILE) {
      String sentence =
          "the file has %d bytes in UTF-8; it must have %d at most, to fit in a record";
      throw new InvalidSettingsException(
          List.of(new Problem(0, "", sentence.formatted(bytes, LARGEST_FILE))));
    }
  }

  private void checkPool(String pool) throws InvalidSettingsException, RequestRefusedException {
    if (!pools.exists(pool)) {
      String sentence =
          "there is no worker pool '%s' (topic %s does not exist); start a worker for it with"
              + " bin/trialstream worker --pool %s, or name another pool";
      throw new InvalidSettingsException(
          List.of(new Problem(0, "compute", sentence.formatted(pool, pools.topic(pool), pool))));
    }
  }

  private void checkRunning(String experiment) throws RequestRefusedException {
    Experiment record =
        experiments
            .get(experiment)
            .orElseThrow(() -> RequestRefusedException.unknownExperiment(experiment))
            .record();
    if (record.getState() != ExperimentStatus.RUNNING) {
      throw new RequestRefusedException(
          Kind.CONFLICT,
          "Experiment '%s' has ended: it is %s".formatted(experiment, record.getState()));
    }
  }

  /** That the experiment which exists is the one that this submission asks for. */
  private static void checkSame(Experiment existing, String request, Submission submission)
      throws RequestRefusedException {
    String id = existing.getExperiment();
    if (!existing.getRequest().equals(request)) {
      throw new RequestRefusedException(
          Kind.CONFLICT,
          "Experiment '%s' exists already (%s, submitted %s); give the file another name, or leave"
                  .formatted(id, existing.getState(), existing.getSubmitted())
              + " the name out to have one generated");
    }
    String base = submission.baseDirectory().map(Path::toString).orElse(null);
    if (!existing.getSpecification().equals(submission.text())
        || !Objects.equals(existing.getBaseDirectory(), base)) {
      throw new RequestRefusedException(
          Kind.CONFLICT,
          "This Idempotency-Key was sent before, with another file or folder (experiment '%s'); use a"
                  .formatted(id)
              + " fresh key for each submission");
    }
  }

  private static RequestRefusedException unconfirmed(String id) {
    return new RequestRefusedException(
        Kind.UNAVAILABLE,
        "The submission of experiment '%s' is written, but the coordinator has not confirmed it yet;"
                .formatted(id)
            + " ask for the experiment in a moment, or submit again with the same Idempotency-Key");
  }
}
