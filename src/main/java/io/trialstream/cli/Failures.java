package io.trialstream.cli;

import io.trialstream.api.ApiException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

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

  /** Why the disk refused, in a few words. */
  static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof FileAlreadyExistsException) {
      return "there is a file of that name";
    }
    if (e instanceof NoSuchFileException) {
      return "there is no such file or folder";
    }
    if (e instanceof FileSystemException refusal && refusal.getReason() != null) {
      return refusal.getReason();
    }
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  private static Failure of(ApiException refusal) {
    String sentence = String.valueOf(refusal.getMessage());
    boolean badInput = refusal.status() == ApiException.NO_ANSWER || refusal.status() / 100 == 4;
    return badInput ? Failure.badInput(sentence) : Failure.onTheWay(sentence);
  }
}
