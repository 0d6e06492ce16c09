package io.trialstream.api;

import io.trialstream.avro.Request;

/** Where requests are written for the coordinator to read. */
public interface RequestLog {

  /**
   * Appends a request and returns when it is there for good.
   *
   * @throws RequestRefusedException where it is not known to be there; appended again, it counts
   *     once
   */
  void append(Request request) throws RequestRefusedException, InterruptedException;
}
