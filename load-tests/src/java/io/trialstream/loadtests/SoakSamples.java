package io.trialstream.loadtests;

import io.trialstream.loadtests.Report.Series;
import java.util.ArrayList;
import java.util.List;

/** What a long run looks like, from time to time. */
final class SoakSamples {
  private static final double MEGABYTE = 1 << 20;
  private static final double MEMORY = 0.10;
  private static final double HANDLES = 0.05;
  private static final double DISK = 0.10;
  private static final double LATENCY = 0.25;

  private final Load load;
  private final ServerVitals vitals;
  private final FleetTimes times;
  private final VirtualFleet fleet;
  private final long startNanos = System.nanoTime();
  private final String application;

  private final Series heap = series("heap behind a collection, MB");
  private final Series resident = series("resident memory, MB");
  private final Series threads = series("threads");
  private final Series files = series("open files");
  private final Series journals = series("changelog of the journals, MB");
  private final Series state = series("state on disk, bytes a trial ever ended");
  private final Series changelogs = series("other changelogs, bytes a trial ever ended");
  private final Series backlog = series("reports not committed");

  SoakSamples(Load load, ServerVitals vitals, FleetTimes times, VirtualFleet fleet) {
    this.load = load;
    this.vitals = vitals;
    this.times = times;
    this.fleet = fleet;
    this.application = load.config().applicationId() + "-";
  }

  private static Series series(String name) {
    return new Series(name, new ArrayList<>());
  }

  /** Looks. */
  void take() throws Exception {
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    // Before the collection, which holds the coordinator up.
    add(backlog, seconds, load.log().backlog());
    ServerVitals.Vitals now = vitals.now();
    double ended = Math.max(1, fleet.ended());
    String journal = application + "journals-changelog";
    add(heap, seconds, now.heapBytes() / MEGABYTE);
    add(resident, seconds, now.residentBytes() / MEGABYTE);
    add(threads, seconds, now.threads());
    add(files, seconds, now.files());
    add(journals, seconds, load.log().bytesOnDisk(journal::equals) / MEGABYTE);
    add(state, seconds, now.stateBytes() / ended);
    long others =
        load.log().bytesOnDisk(topic -> topic.startsWith(application) && !topic.equals(journal));
    add(changelogs, seconds, others / ended);
  }

  private static void add(Series series, double seconds, double value) {
    series.points().add(new double[] {seconds, value});
  }

  /** Everything that was looked at, over time. */
  List<Series> all() {
    return List.of(
        heap, resident, threads, files, journals, state, changelogs, backlog, stop(50), stop(99));
  }

  private Series stop(double percentile) {
    Series series = times.stop().overTime(percentile);
    return new Series(series.name() + ", ms", series.points());
  }

  /** Whether it stays level. */
  List<Trend> trends() {
    return List.of(
        Trend.of(heap, MEMORY),
        Trend.of(resident, MEMORY),
        Trend.of(threads, HANDLES),
        Trend.of(files, HANDLES),
        Trend.of(journals, DISK),
        Trend.of(state, DISK),
        Trend.of(changelogs, DISK),
        Trend.of(stop(50), LATENCY),
        Trend.of(stop(99), LATENCY));
  }
}
