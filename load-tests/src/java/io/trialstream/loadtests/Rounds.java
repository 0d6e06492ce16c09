package io.trialstream.loadtests;

import io.trialstream.api.ExperimentJson;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Experiments that come and go: as many with trials to start as are wanted at once, a new one for
 * each that has suggested its last. While that one's last trials run, the new one's take the slots.
 */
final class Rounds {
  /** More trials are asked for than there are slots, so that none waits for one. */
  private static final double SURPLUS = 1.5;

  private static final long LOOK_MS = 500;
  private static final int FILL_SECONDS = 120;

  private final Load load;
  private final int experiments;
  private final int trials;
  private final int concurrent;
  private final double rounds;
  private final List<String> running = new ArrayList<>();
  private int submitted;
  private int ended;

  /**
   * @param experiments that have trials to start at once
   * @param trials the fleet's slots
   * @param rounds how many trials an experiment has for each that it runs at once
   */
  Rounds(Load load, int experiments, int trials, double rounds) {
    this.load = load;
    this.experiments = experiments;
    this.trials = trials;
    this.concurrent = (int) Math.ceil(SURPLUS * trials / experiments);
    this.rounds = rounds;
  }

  /** Experiments that have ended. */
  int ended() {
    return ended;
  }

  /** Submits what is missing. */
  void keep() throws Exception {
    int starting = 0;
    for (String id : List.copyOf(running)) {
      ExperimentJson experiment = load.client().experiment(id);
      if (!experiment.running()) {
        running.remove(id);
        ended++;
      } else if (experiment.trials().total() < experiment.maxTotalTrials().orElse(Long.MAX_VALUE)) {
        starting++;
      }
    }
    for (; starting < experiments; starting++) {
      // The first ones end one after another, and so do those that follow.
      double share = submitted < experiments ? (submitted + 1.0) / experiments : 1;
      long total = Math.max(1, (long) (concurrent * rounds * share));
      running.add(load.submit(total, concurrent));
      submitted++;
    }
  }

  /** Submits what is missing until that moment. */
  void keepFor(long untilNanos) throws Exception {
    while (System.nanoTime() < untilNanos) {
      keep();
      TimeUnit.MILLISECONDS.sleep(LOOK_MS);
    }
  }

  /** Waits until the fleet has something to do in every slot. */
  void fill(VirtualFleet fleet) throws Exception {
    long start = System.nanoTime();
    while (fleet.started() < trials) {
      fleet.requireHealthy();
      keepFor(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LOOK_MS));
      if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(FILL_SECONDS)) {
        throw new LoadTestException(
            "Only %,d of %,d trials have started after %d s."
                .formatted(fleet.started(), trials, FILL_SECONDS));
      }
    }
  }
}
