package io.trialstream.sampling;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Finds the point of a space where a Gaussian process expects the greatest improvement: many points
 * drawn all over and around the best ones known, the most promising of them climbed by L-BFGS, and
 * values that are no continuum moved to their neighbours as long as that helps. All that is random
 * comes from the key.
 */
final class AcquisitionSearch {
  /** Multiplications that the drawn points may cost. */
  private static final double DRAW_BUDGET = 6e7;

  /** Multiplications that climbing may cost. */
  private static final double CLIMB_BUDGET = 6e7;

  private static final int FEWEST = 96;
  private static final int MOST = 1_000;
  private static final int STARTS = 5;
  private static final int ITERATIONS = 40;
  private static final int ROUNDS = 4;

  /** Categories of one choice that are all tried; of larger ones as many are drawn. */
  private static final int CATEGORIES = 24;

  private static final double[] SPREADS = {0.2, 0.05, 0.01, 0.001};

  private final Encoding encoding;
  private final GaussianProcess process;
  private final double margin;

  /**
   * @param margin how much better than the best that is expected so far counts as an improvement
   */
  AcquisitionSearch(Encoding encoding, GaussianProcess process, double margin) {
    this.encoding = encoding;
    this.process = process;
    this.margin = margin;
  }

  /** A point and the logarithm of the improvement expected there. */
  record Scored(double[] point, double score) {}

  /**
   * The most promising point, none of those taken where another can be found.
   *
   * @param centres the best points known, best first
   * @param taken points that trials have had
   */
  Scored search(List<double[]> centres, Set<List<Double>> taken, long key) {
    List<Scored> drawn = score(draw(centres, key));
    List<Scored> best = new ArrayList<>(climb(starts(drawn)));
    best.addAll(drawn);
    sort(best);
    Scored found = polish(best.get(0), key);
    if (!isTaken(found, taken)) {
      return found;
    }
    return best.stream().filter(scored -> !isTaken(scored, taken)).findFirst().orElse(found);
  }

  /**
   * Whether a trial has had the point, as its values say it: rounding moves coordinates a little.
   */
  private boolean isTaken(Scored scored, Set<List<Double>> taken) {
    return taken.contains(place(encoding.encode(encoding.decode(scored.point()))));
  }

  /** A point as it is compared with others. */
  static List<Double> place(double[] point) {
    return Arrays.stream(point).boxed().toList();
  }

  /** The place of the most promising of given points. */
  int choose(List<double[]> points) {
    List<Scored> scored = score(points);
    int best = 0;
    for (int i = 1; i < scored.size(); i++) {
      if (scored.get(i).score() > scored.get(best).score()) {
        best = i;
      }
    }
    return best;
  }

  private static void sort(List<Scored> points) {
    points.sort(Comparator.comparingDouble(Scored::score).reversed());
  }

  private double solveCost() {
    double n = process.size();
    return 0.5 * n * n + 40 * n + 1;
  }

  private List<double[]> draw(List<double[]> centres, long key) {
    int count = (int) Math.max(FEWEST, Math.min(MOST, DRAW_BUDGET / solveCost()));
    int around = centres.isEmpty() ? 0 : count / 2;
    List<double[]> points = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      long own = Mixer.at(key, i);
      points.add(
          encoding.snap(
              i < around ? near(centres.get(i % centres.size()), i, own) : anywhere(own)));
    }
    return points;
  }

  private double[] anywhere(long key) {
    return IntStream.range(0, encoding.size())
        .mapToDouble(k -> encoding.at(k, Mixer.share(Mixer.at(key, k))))
        .toArray();
  }

  /** The centre with some coordinates moved. */
  private double[] near(double[] centre, int i, long key) {
    double spread = SPREADS[i / 7 % SPREADS.length];
    double[] point = centre.clone();
    int size = encoding.size();
    int sure = (int) (Mixer.share(Mixer.at(key, -1)) * size);
    double rate = Math.max(0.5, 3.0 / size);
    for (int k = 0; k < size; k++) {
      long own = Mixer.at(key, k);
      if (k != sure && Mixer.share(own) > rate) {
        continue;
      }
      double share = Mixer.share(Mixer.at(own, 0));
      if (encoding.isCategory(k)) {
        point[k] = encoding.at(k, share);
      } else {
        double moved = point[k] + spread * Quantiles.normal(0, 1, share);
        point[k] = Math.max(encoding.low(k), Math.min(encoding.high(k), moved));
      }
    }
    return point;
  }

  private List<Scored> score(List<double[]> points) {
    double[] scores = process.logImprovements(points.toArray(double[][]::new), margin);
    List<Scored> scored = new ArrayList<>(points.size());
    for (int i = 0; i < scores.length; i++) {
      scored.add(new Scored(points.get(i), scores[i]));
    }
    return scored;
  }

  /** The best of the drawn points, no two close together. */
  private List<Scored> starts(List<Scored> drawn) {
    List<Scored> sorted = new ArrayList<>(drawn);
    sort(sorted);
    List<Scored> starts = new ArrayList<>();
    for (Scored next : sorted) {
      if (starts.size() < STARTS
          && starts.stream().allMatch(start -> distance(start.point(), next.point()) > 0.05)) {
        starts.add(next);
      }
    }
    return starts;
  }

  /** The longest way along one coordinate. */
  static double distance(double[] a, double[] b) {
    double most = 0;
    for (int k = 0; k < a.length; k++) {
      most = Math.max(most, Math.abs(a[k] - b[k]));
    }
    return most;
  }

  private List<Scored> climb(List<Scored> starts) {
    int size = encoding.size();
    double each = 3 * solveCost() + 60.0 * process.size();
    int iterations = (int) Math.max(6, Math.min(ITERATIONS, CLIMB_BUDGET / each / STARTS));
    List<double[]> climbed = new ArrayList<>();
    for (Scored start : starts) {
      double[] low = new double[size];
      double[] high = new double[size];
      for (int k = 0; k < size; k++) {
        boolean moves = !encoding.isCategory(k);
        low[k] = moves ? encoding.low(k) : start.point()[k];
        high[k] = moves ? encoding.high(k) : start.point()[k];
      }
      Lbfgs.Minimum top =
          new Lbfgs(low, high, iterations, 1e-6)
              .minimize(
                  start.point(),
                  (x, gradient) -> {
                    double log = process.logImprovement(x, margin, gradient);
                    for (int k = 0; k < gradient.length; k++) {
                      gradient[k] = -gradient[k];
                    }
                    return -log;
                  });
      climbed.add(encoding.snap(top.point()));
    }
    return score(climbed);
  }

  /** Moves what is no continuum to neighbouring values as long as that helps. */
  private Scored polish(Scored start, long key) {
    Scored best = start;
    for (int round = 0; round < ROUNDS; round++) {
      List<double[]> neighbours = neighbours(best.point(), Mixer.at(key, -2 - round));
      if (neighbours.isEmpty()) {
        return best;
      }
      List<Scored> scored = score(neighbours);
      sort(scored);
      if (scored.get(0).score() <= best.score()) {
        return best;
      }
      best = scored.get(0);
    }
    return best;
  }

  private List<double[]> neighbours(double[] point, long key) {
    List<double[]> neighbours = new ArrayList<>();
    for (int k = 0; k < point.length; k++) {
      if (encoding.isCategory(k)) {
        int values = encoding.values(k);
        for (int i = 0; i < Math.min(values, CATEGORIES); i++) {
          double share = Mixer.share(Mixer.at(Mixer.at(key, k), i));
          addMoved(neighbours, point, k, values <= CATEGORIES ? i : encoding.at(k, share));
        }
      } else if (!encoding.isContinuous(k)) {
        addMoved(neighbours, point, k, encoding.step(k, point[k], false));
        addMoved(neighbours, point, k, encoding.step(k, point[k], true));
      }
    }
    return neighbours;
  }

  private static void addMoved(List<double[]> to, double[] point, int k, double coordinate) {
    if (coordinate != point[k]) {
      double[] moved = point.clone();
      moved[k] = coordinate;
      to.add(moved);
    }
  }
}
