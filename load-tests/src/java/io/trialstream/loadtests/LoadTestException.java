package io.trialstream.loadtests;

/** A load test that cannot go on; the message is a sentence for a person. */
final class LoadTestException extends RuntimeException {
  LoadTestException(String sentence) {
    super(sentence);
  }
}
