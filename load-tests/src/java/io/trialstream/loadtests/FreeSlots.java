package io.trialstream.loadtests;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/*
 * Speeds are shared out by turns, whether a trial is one too many or not. Were a slot given up when
 * there are too many, it would be a fast one more often than not, since those end more often: within
 * minutes the fleet would be slower by a tenth than it was asked to be.
 */
/** The slots of a fleet: how many are free, and at which speed the next trial reports. */
final class FreeSlots {
  private final int most;
  private final SplittableRandom random;
  private final Queue<Double> speeds = new ArrayDeque<>();
  private final Queue<Long> freed = new ArrayDeque<>();
  private int taken;

  /**
   * A place for a trial.
   *
   * @param speed how many reports its trials make where the usual one makes one
   * @param freedNanos when the trial whose place it is sent its end mark; empty where there was
   *     none
   */
  record Slot(double speed, Optional<Long> freedNanos) {}

  FreeSlots(int most, long seed) {
    this.most = most;
    this.random = new SplittableRandom(seed);
    for (int slot = 0; slot < most; slot++) {
      speeds.add(VirtualFleet.speed(random));
    }
  }

  /** Waits until a slot is free, no longer than the time; whether one is. */
  synchronized boolean await(long millis) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    long left;
    while (taken >= most && (left = deadline - System.nanoTime()) > 0) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return taken < most;
  }

  /**
   * A slot. Where agents have taken more suggestions than there are slots, one more for a while:
   * what they have taken must run.
   */
  synchronized Slot take() {
    taken++;
    Double speed = speeds.poll();
    return new Slot(
        speed == null ? VirtualFleet.speed(random) : speed, Optional.ofNullable(freed.poll()));
  }

  /** Its trial has ended. */
  synchronized void give(Slot slot, long nanos) {
    taken--;
    speeds.add(slot.speed());
    if (taken < most) {
      freed.add(nanos);
      notifyAll();
    }
  }
}
