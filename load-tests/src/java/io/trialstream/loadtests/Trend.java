package io.trialstream.loadtests;

import io.trialstream.loadtests.Report.Series;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.math3.stat.regression.SimpleRegression;

/**
 * Whether something stays level: the line of least squares through the second half of its points.
 * It rises where the line gains more than the tolerated share of its mean over that half, and its
 * slope is more than three times its standard error, so that noise is not taken for growth.
 *
 * @param measured what, with its unit
 * @param tolerated the share of the mean that it may gain
 * @param mean of the second half
 * @param gain of the line over the second half, as a share of the mean
 * @param certain whether the slope is more than three times its standard error
 */
record Trend(String measured, double tolerated, double mean, double gain, boolean certain) {
  private static final double STANDARD_ERRORS = 3;

  /** The trend of a series; of fewer than three points in the second half nothing can be said. */
  static Trend of(Series series, double tolerated) {
    List<double[]> points = series.points();
    List<double[]> half = points.subList(points.size() / 2, points.size());
    double mean = half.stream().mapToDouble(point -> point[1]).average().orElse(0);
    if (half.size() < 3 || mean == 0) {
      return new Trend(series.name(), tolerated, mean, 0, false);
    }
    SimpleRegression line = new SimpleRegression();
    half.forEach(point -> line.addData(point[0], point[1]));
    double span = half.get(half.size() - 1)[0] - half.get(0)[0];
    return new Trend(
        series.name(),
        tolerated,
        mean,
        line.getSlope() * span / mean,
        line.getSlope() > STANDARD_ERRORS * line.getSlopeStdErr());
  }

  boolean rises() {
    return certain && gain > tolerated;
  }

  Map<String, Object> figures() {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("measured", measured);
    figures.put("mean", mean);
    figures.put("gain_percent", 100 * gain);
    figures.put("tolerated_percent", 100 * tolerated);
    figures.put("level", rises() ? "no" : "yes");
    return figures;
  }

  /** What is wrong, where it rises. */
  Optional<String> failure() {
    return rises()
        ? Optional.of(
            "%s does not stay level: it gained %.0f%% over the second half, with %.0f%% tolerated"
                .formatted(measured, 100 * gain, 100 * tolerated))
        : Optional.empty();
  }
}
