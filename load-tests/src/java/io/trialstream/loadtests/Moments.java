package io.trialstream.loadtests;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Moments of {@link System#nanoTime} as moments of the clock on the wall, and back. */
final class Moments {
  private static final long WALL_NANOS_AT_ZERO =
      ChronoUnit.NANOS.between(Instant.EPOCH, Instant.now()) - System.nanoTime();

  private Moments() {}

  /** In milliseconds since the epoch. */
  static long wallMs(long nanos) {
    return (nanos + WALL_NANOS_AT_ZERO) / 1_000_000;
  }

  /** The moment at which a millisecond since the epoch begins. */
  static long nanos(long wallMs) {
    return wallMs * 1_000_000 - WALL_NANOS_AT_ZERO;
  }
}
