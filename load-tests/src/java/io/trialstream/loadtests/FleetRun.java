package io.trialstream.loadtests;

import io.trialstream.loadtests.Report.Series;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;

/**
 * A virtual fleet on one experiment of a server, all its slots taken, at the rate that was asked
 * for: what {@code latency} and {@code queries} measure on.
 */
final class FleetRun implements AutoCloseable {
  private static final long TOTAL_TRIALS = 100_000_000;
  private static final int AT_ONCE = 100;
  private static final double FIRST_RATE = 5_000;
  private static final int RAMP_SECONDS = 120;
  private static final double SETTLE_SECONDS = 10;
  private static final int MOST_SETTLE_SECONDS = 60;

  /** The coordinator's backlog when it keeps up: some commits' work, in seconds. */
  static final double LEVEL_SECONDS = 0.5;

  /** A load that falls short of what was asked for by more than this is another load. */
  private static final double SHORT = 0.95;

  private final Progress progress;
  private final int trials;
  private final Load load;
  private final String experiment;
  private final FleetTimes times;
  private final VirtualFleet fleet;
  private OptionalDouble highest = OptionalDouble.empty();
  private double rate;

  /**
   * What a stretch of time has shown.
   *
   * @param seconds its length
   * @param events reports sent in it
   * @param serverCores processors that the server kept busy
   * @param otherCores processors that this process kept busy: the fleet, and the broker in it
   * @param backlog reports that the coordinator had not committed, by seconds
   */
  record Stretch(
      double seconds, long events, double serverCores, double otherCores, Series backlog) {

    double rate() {
      return events / seconds;
    }

    long lastBacklog() {
      List<double[]> points = backlog.points();
      return points.isEmpty() ? 0 : (long) points.get(points.size() - 1)[1];
    }
  }

  private FleetRun(
      Brokers.Running brokers, FleetOptions options, Curves curves, long seed, Progress progress)
      throws Exception {
    this.progress = progress;
    this.trials = options.trials();
    double first = options.rate().orElse(FIRST_RATE);
    progress.say("starting the server");
    this.load = new Load(brokers, curves, 1, options.serverJvm(), Map.of());
    this.experiment = load.submit(TOTAL_TRIALS, trials);
    this.times = new FleetTimes(load.config());
    this.rate = first;
    this.fleet = new VirtualFleet(load.config(), options.plan(AT_ONCE, seed), curves, first, times);
  }

  /**
   * Starts server and fleet, and finds the rate.
   *
   * @param seconds that will be measured: more than that it does not take to settle
   */
  static FleetRun start(
      Brokers.Running brokers,
      FleetOptions options,
      Curves curves,
      long seed,
      double seconds,
      Progress progress)
      throws Exception {
    FleetRun run = new FleetRun(brokers, options, curves, seed, progress);
    boolean ready = false;
    try {
      run.fill();
      run.settle(seconds);
      if (options.rate().isEmpty()) {
        run.highest = OptionalDouble.of(run.search());
        run.rate = run.highest.getAsDouble() / 2;
        run.settle(seconds);
      }
      ready = true;
      return run;
    } finally {
      if (!ready) {
        run.close();
      }
    }
  }

  /** Reports at the rate until compilers and coordinator have caught up. */
  private void settle(double seconds) throws Exception {
    fleet.pace(rate);
    progress.say("settling at %,.0f events/s", rate);
    watch(Math.min(SETTLE_SECONDS, seconds));
    drain(rate);
  }

  /** Waits until the coordinator keeps up with the rate, or has had the time to. */
  boolean drain(double rate) throws Exception {
    for (int second = 0; second < MOST_SETTLE_SECONDS; second++) {
      if (load.log().backlog() <= LEVEL_SECONDS * rate) {
        return true;
      }
      watch(1);
    }
    return false;
  }

  private double search() throws Exception {
    return new RateSearch(this, progress).highest();
  }

  private void fill() throws Exception {
    long start = System.nanoTime();
    while (fleet.started() < trials) {
      requireHealthy();
      if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(RAMP_SECONDS)) {
        throw new LoadTestException(
            "Only %,d of %,d trials have started after %d s."
                .formatted(fleet.started(), trials, RAMP_SECONDS));
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    progress.say("%,d trials started within %.1f s", fleet.started(), seconds);
  }

  Load load() {
    return load;
  }

  /** The experiment's id. */
  String experiment() {
    return experiment;
  }

  /** The trials that run at once. */
  int trials() {
    return trials;
  }

  VirtualFleet fleet() {
    return fleet;
  }

  FleetTimes times() {
    return times;
  }

  /** The rate at which it reports, in events a second. */
  double rate() {
    return rate;
  }

  /** The highest rate that the coordinator kept up with, where that was looked for. */
  OptionalDouble highest() {
    return highest;
  }

  void requireHealthy() {
    load.server().requireAlive();
    fleet.requireHealthy();
  }

  /** Lets time pass, and says what it has shown. */
  Stretch watch(double seconds) throws Exception {
    Usage before = Usage.now(load.server());
    long events = fleet.reports();
    List<double[]> backlog = new ArrayList<>();
    long start = System.nanoTime();
    double passed;
    do {
      TimeUnit.MILLISECONDS.sleep(Math.min(1_000, (long) (seconds * 200)));
      requireHealthy();
      passed = (System.nanoTime() - start) / 1e9;
      backlog.add(new double[] {passed, load.log().backlog()});
    } while (passed < seconds);
    events = fleet.reports() - events;
    Usage used = Usage.now(load.server()).since(before);
    return new Stretch(
        passed,
        events,
        used.server() / passed,
        used.own() / passed,
        new Series("reports not committed", backlog));
  }

  /** What every row says of the load. */
  Map<String, Object> figures(Stretch stretch) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("trials", trials);
    figures.put("target_events_per_second", rate);
    figures.put("events_per_second", stretch.rate());
    highest.ifPresent(found -> figures.put("highest_events_per_second", found));
    figures.put("server_cores", stretch.serverCores());
    figures.put("fleet_and_broker_cores", stretch.otherCores());
    return figures;
  }

  /** What a reader must know of the load. */
  String note(Stretch stretch) {
    return ("%,d trials at once reported %,.0f times a second (asked for: %,.0f%s). The server took"
            + " %.2f cores, fleet and broker %.2f.")
        .formatted(
            trials,
            stretch.rate(),
            rate,
            highest.isPresent()
                ? ", half of the highest rate, %,.0f".formatted(highest.getAsDouble())
                : "",
            stretch.serverCores(),
            stretch.otherCores());
  }

  /** Ends the load, and says what is wrong with it or with what came of it. */
  List<String> check(Stretch stretch) throws Exception {
    List<String> failures = new ArrayList<>();
    if (stretch.rate() < SHORT * rate) {
      failures.add(
          "the rate of %,.0f events/s was not reached: %,.0f events/s were sent"
              .formatted(rate, stretch.rate()));
    }
    if (stretch.lastBacklog() > stretch.rate()) {
      failures.add(
          "the coordinator did not keep up: it was %,d events behind at the end, more than a second's"
              .formatted(stretch.lastBacklog()));
    }
    progress.say("checking against the log");
    failures.addAll(load.check(fleet));
    return failures;
  }

  @Override
  public void close() throws Exception {
    fleet.close();
    times.close();
    load.close();
  }
}
