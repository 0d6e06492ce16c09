package io.trialstream.api;

/** The worker pools that there are. */
public interface Pools {

  /**
   * Whether the pool's topic exists.
   *
   * @throws RequestRefusedException where that cannot be found out at the moment
   */
  boolean exists(String pool) throws RequestRefusedException;

  /** The full name of the pool's topic. */
  String topic(String pool);
}
