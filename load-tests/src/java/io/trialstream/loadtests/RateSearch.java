package io.trialstream.loadtests;

/**
 * Looks for the highest rate that the coordinator keeps up with: in steps up, and once between the
 * last that it did and the first that it did not.
 */
final class RateSearch {
  private static final double FIRST = 10_000;
  private static final double STEP = 1.4;
  private static final double SETTLE_SECONDS = 3;
  private static final double SECONDS = 6;
  private static final int ATTEMPTS = 2;

  /** A load that reaches less of its rate than this is at its own limit. */
  private static final double SHORT = 0.97;

  private final FleetRun run;
  private final Progress progress;

  RateSearch(FleetRun run, Progress progress) {
    this.run = run;
    this.progress = progress;
  }

  /** The rate, in events a second. */
  double highest() throws Exception {
    double good = 0;
    double rate = FIRST;
    while (sustainedOnce(rate)) {
      good = rate;
      rate *= STEP;
    }
    double between = good == 0 ? rate / 2 : Math.sqrt(good * rate);
    if (sustained(between)) {
      good = between;
    }
    if (good == 0) {
      throw new LoadTestException(
          "The coordinator does not even keep up with %,.0f events/s.".formatted(between));
    }
    progress.say("the highest rate is %,.0f events/s", good);
    return good;
  }

  /** A step that fails may have met a stall that has nothing to do with its rate. */
  private boolean sustainedOnce(double rate) throws Exception {
    for (int i = 0; i < ATTEMPTS; i++) {
      if (sustained(rate)) {
        return true;
      }
    }
    return false;
  }

  private boolean sustained(double rate) throws Exception {
    drain(Math.min(rate, FIRST) / 4);
    run.fleet().pace(rate);
    run.watch(SETTLE_SECONDS);
    FleetRun.Stretch stretch = run.watch(SECONDS);
    boolean sustained =
        stretch.rate() >= SHORT * rate && stretch.lastBacklog() <= FleetRun.LEVEL_SECONDS * rate;
    progress.say(
        "%,.0f events/s: %s; %,.0f sent, %,d behind, server %.2f cores, fleet and broker %.2f",
        rate,
        sustained ? "kept up with" : "too many",
        stretch.rate(),
        stretch.lastBacklog(),
        stretch.serverCores(),
        stretch.otherCores());
    return sustained;
  }

  /** Waits at a low rate until what is behind has been done. */
  private void drain(double low) throws Exception {
    run.fleet().pace(low);
    if (!run.drain(low)) {
      throw new LoadTestException(
          "The coordinator does not work off what it is behind, even at %,.0f events/s."
              .formatted(low));
    }
  }
}
