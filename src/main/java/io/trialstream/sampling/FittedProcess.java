package io.trialstream.sampling;

import io.trialstream.sampling.AcquisitionSearch.Scored;
import io.trialstream.sampling.GaussianProcess.Hint;
import io.trialstream.sampling.Observation.State;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A Gaussian process with the kernel fitted to one history, told of another: that of the fit or a
 * later one. What it says depends on the two alone.
 */
final class FittedProcess {
  /** Trials that it learns from at a fit, at most. */
  static final int MOST = 800;

  /** Trials that have ended since, at most. */
  static final int ROOM = 200;

  /** Trials that have not ended and are believed in, at most: the last ones. */
  private static final int MOST_OPEN = 256;

  /** The noise of the number that stands for a failure. */
  private static final double FAILURE_NOISE = 0.05;

  /** The distance below which two trials are about the same, in shares of the longest way. */
  private static final double APART = 0.05;

  /** An improvement that is not worth a trial, in warped numbers. */
  private static final double LOG_NEGLIGIBLE = StrictMath.log(3e-5);

  /** What a trial elsewhere is to gain, where nothing more is to be had around the best. */
  private static final double MARGIN = 0.1;

  private static final int CENTRES = 7;

  private final Encoding encoding;
  private final long position;
  private final Set<Integer> known;
  private final int[] active;
  private final Warp warp;
  private final LearningCurves curves;
  private final GaussianProcess process;
  private List<Row> rows = List.of();

  /** A trial that the process has been told of. */
  private record Row(int place, double noise) {}

  /** Fits a kernel to what the lessons hold, at least one value. */
  FittedProcess(Encoding encoding, Lessons lessons, long key) {
    this.encoding = encoding;
    this.position = lessons.position();
    this.known = places(lessons.learned());
    this.active = pick(lessons, MOST, key);
    this.warp = Warp.of(apart(lessons, active));
    this.curves = LearningCurves.of(lessons.all(), warp);
    int[] fit = pick(lessons, KernelFit.MOST, key);
    double[][] points = IntStream.of(fit).mapToObj(lessons::point).toArray(double[][]::new);
    double[] noises = IntStream.of(fit).mapToDouble(place -> noise(lessons.trial(place))).toArray();
    Matern kernel =
        new KernelFit(encoding.categories(), points, values(lessons, fit), noises)
            .fit(Mixer.at(key, position));
    this.process = new GaussianProcess(kernel);
  }

  private static int[] pick(Lessons lessons, int most, long key) {
    return ActiveSet.of(
        lessons.learned(), most, place -> lessons.trial(place).best(), Mixer.at(key, most));
  }

  /**
   * The merits at places that lie apart, of those close together the best: many trials around the
   * best point must not make what is good look common.
   */
  private static double[] apart(Lessons lessons, int[] places) {
    List<Integer> byValue =
        IntStream.of(places)
            .filter(place -> lessons.trial(place).hasValue())
            .boxed()
            .sorted(
                Comparator.comparingDouble((Integer place) -> lessons.trial(place).best())
                    .reversed())
            .toList();
    List<double[]> kept = new ArrayList<>();
    List<Double> merits = new ArrayList<>();
    for (int place : byValue) {
      double[] point = lessons.point(place);
      if (kept.stream().noneMatch(other -> AcquisitionSearch.distance(point, other) < APART)) {
        kept.add(point);
        merits.add(lessons.trial(place).best());
      }
    }
    return merits.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** {@link History#position()} of the history that the kernel was fitted to. */
  long position() {
    return position;
  }

  /** The trials that had ended then. */
  int learned() {
    return known.size();
  }

  /** Whether it can be told of all these. */
  boolean holds(Lessons lessons) {
    return lessons.learned().length - known.size() <= ROOM;
  }

  /**
   * What is known and believed at a history, until the next call.
   *
   * @return what to search
   */
  Conditioned condition(Lessons lessons) {
    fill(lessons);
    double[] values = values(lessons, rows.stream().mapToInt(Row::place).toArray());
    process.observe(values);
    Conditioned conditioned = new Conditioned(centres(values));
    for (int place = 0; place < lessons.all().size(); place++) {
      conditioned.taken.add(AcquisitionSearch.place(lessons.point(place)));
    }
    int[] open = lessons.open();
    for (int i = Math.max(0, open.length - MOST_OPEN); i < open.length; i++) {
      Observation trial = lessons.trial(open[i]);
      Hint hint =
          trial.hasValue()
              ? new Hint(curves.expected(trial, warp), curves.variance(trial))
              : Hint.NONE;
      process.believe(lessons.point(open[i]), hint);
    }
    return conditioned;
  }

  private List<double[]> centres(double[] values) {
    return IntStream.range(0, values.length)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> values[i]).reversed())
        .limit(CENTRES)
        .map(process::point)
        .toList();
  }

  /** The process as it is told of a history. */
  final class Conditioned {
    private final List<double[]> centres;
    private final Set<List<Double>> taken = new HashSet<>();

    private Conditioned(List<double[]> centres) {
      this.centres = centres;
    }

    /** The point that is best tried next; believed in from then on. */
    List<Parameter> next(long key) {
      Scored found = new AcquisitionSearch(encoding, process, 0).search(centres, taken, key);
      if (found.score() < LOG_NEGLIGIBLE) {
        found = new AcquisitionSearch(encoding, process, MARGIN).search(centres, taken, key);
      }
      List<Parameter> proposed = encoding.decode(found.point());
      // As the next history will have it: rounded to what the values say of themselves.
      double[] point = encoding.encode(proposed);
      taken.add(AcquisitionSearch.place(point));
      process.believe(point, Hint.NONE);
      return proposed;
    }

    /** The place of the best of these points. */
    int choose(List<double[]> points) {
      return new AcquisitionSearch(encoding, process, 0).choose(points);
    }
  }

  private double[] values(Lessons lessons, int[] places) {
    return IntStream.of(places)
        .mapToDouble(
            place -> {
              Observation trial = lessons.trial(place);
              if (!trial.hasValue()) {
                return warp.worst();
              }
              return trial.state() == State.COMPLETED
                  ? warp.of(trial.best())
                  : curves.expected(trial, warp);
            })
        .toArray();
  }

  private double noise(Observation trial) {
    if (!trial.hasValue()) {
      return FAILURE_NOISE;
    }
    return trial.state() == State.COMPLETED ? 0 : curves.variance(trial);
  }

  /**
   * Gives the process a row for each trial to learn from: those of the fit, then those that have
   * ended since, by place. Rows behind the first that is not where it belongs are made anew, so
   * that the process is the same whatever the order in which trials ended.
   */
  private void fill(Lessons lessons) {
    Set<Integer> learned = places(lessons.learned());
    List<Row> wanted = new ArrayList<>();
    for (int place : active) {
      if (learned.contains(place)) {
        wanted.add(new Row(place, noise(lessons.trial(place))));
      }
    }
    for (int place : lessons.learned()) {
      if (!known.contains(place)) {
        wanted.add(new Row(place, noise(lessons.trial(place))));
      }
    }
    int same = 0;
    while (same < rows.size() && same < wanted.size() && rows.get(same).equals(wanted.get(same))) {
      same++;
    }
    process.truncate(same);
    for (Row row : wanted.subList(same, wanted.size())) {
      process.add(lessons.point(row.place()), row.noise());
    }
    rows = Collections.unmodifiableList(wanted);
  }

  private static Set<Integer> places(int[] places) {
    Set<Integer> set = new HashSet<>();
    for (int place : places) {
      set.add(place);
    }
    return set;
  }
}
