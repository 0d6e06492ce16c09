package io.trialstream.loadtests;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** The slots of a fleet that no trial holds: the one that has been free longest is taken first. */
final class FreeSlots {
  private final int most;
  private final SplittableRandom random;
  private final Queue<Slot> free = new ArrayDeque<>();
  private int slots;

  /**
   * A place for a trial.
   *
   * @param speed how many reports its trials make where the usual one makes one
   * @param freedNanos when its last trial sent its end mark; empty where it had none
   */
  record Slot(double speed, Optional<Long> freedNanos) {}

  FreeSlots(int most, long seed) {
    this.most = most;
    this.random = new SplittableRandom(seed);
    for (int slot = 0; slot < most; slot++) {
      free.add(fresh());
    }
  }

  private Slot fresh() {
    slots++;
    return new Slot(VirtualFleet.speed(random), Optional.empty());
  }

  /** Waits until a slot is free, no longer than the time; whether one is. */
  synchronized boolean await(long millis) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    long left;
    while (free.isEmpty() && (left = deadline - System.nanoTime()) > 0) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return !free.isEmpty();
  }

  /**
   * A slot. Where agents have taken more suggestions than there are slots, one more for a while:
   * what they have taken must run.
   */
  synchronized Slot take() {
    Slot slot = free.poll();
    return slot == null ? fresh() : slot;
  }

  /** Its trial has ended. */
  synchronized void give(Slot slot, long nanos) {
    if (slots > most) {
      slots--;
      return;
    }
    free.add(new Slot(slot.speed(), Optional.of(nanos)));
    notifyAll();
  }
}
