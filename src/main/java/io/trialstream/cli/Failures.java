package io.trialstream.cli;

import io.trialstream.api.ApiException;

/** Every exception that reaches the command line, as the sentence that a person reads. */
final class Failures {
  private Failures() {}

  /** The failure that the exception is for the person who gave the command. */
  static Failure of(Throwable e) {
    if (e instanceof Failure failure) {
      return failure;
    }
    if (e instanceof ApiException refusal) {
      return of(refusal);
    }
    return KafkaFailures.of(e);
  }

  private static Failure of(ApiException refusal) {
    String sentence = String.valueOf(refusal.getMessage());
    boolean badInput = refusal.status() == ApiException.NO_ANSWER || refusal.status() / 100 == 4;
    return badInput ? Failure.badInput(sentence) : Failure.onTheWay(sentence);
  }
}
