package io.trialstream.loadtests;

import com.fasterxml.jackson.databind.JsonNode;
import io.trialstream.api.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** The values that trials report. */
interface Curves {
  /** Whether higher values are better. */
  boolean maximize();

  /**
   * A trial's value at an interval.
   *
   * @param interval from 1
   * @param intervals how many the trial reports
   */
  double value(int trial, int interval, int intervals);

  /**
   * Accuracies of models that learn: each trial rises to a ceiling of its own, with noise, so that
   * the best so far changes with most reports. One in twenty learns little.
   */
  static Curves synthetic(long seed) {
    return new Curves() {
      @Override
      public boolean maximize() {
        return true;
      }

      @Override
      public double value(int trial, int interval, int intervals) {
        SplittableRandom ofTrial = new SplittableRandom(seed * 31 + trial);
        boolean poor = ofTrial.nextInt(20) == 0;
        double ceiling = (poor ? 0.2 : 0.9) + 0.1 * ofTrial.nextDouble();
        double noise = new SplittableRandom(ofTrial.nextLong() + interval).nextDouble();
        double share = (double) interval / intervals;
        return ceiling * (1 - Math.exp(-3 * share)) + 0.002 * noise;
      }
    };
  }

  /**
   * Accuracies as those of {@link #synthetic}, but a share of the trials stops learning at a moment
   * of its own, so that there is somebody to stop at every interval.
   */
  static Curves stalling(long seed, double share) {
    Curves learning = synthetic(seed);
    return new Curves() {
      @Override
      public boolean maximize() {
        return learning.maximize();
      }

      @Override
      public double value(int trial, int interval, int intervals) {
        SplittableRandom ofTrial = new SplittableRandom(seed * 17 + trial);
        double last = ofTrial.nextDouble() < share ? 0.5 * ofTrial.nextDouble() : 1;
        return learning.value(
            trial, Math.max(1, Math.min(interval, (int) (last * intervals))), intervals);
      }
    };
  }

  /**
   * Recorded curves: every {@code .ndjson} file of a folder, a configuration a line with its
   * readings in {@code valid_loss}, lower is better. Trials take them in turn; a trial of more or
   * fewer intervals than readings walks the same way at another pace.
   *
   * @throws LoadTestException where there is none
   */
  static Curves recorded(Path folder) throws IOException {
    List<double[]> curves = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file :
          files
              .filter(path -> path.getFileName().toString().endsWith(".ndjson"))
              .sorted(Comparator.naturalOrder())
              .toList()) {
        curves.addAll(read(file));
      }
    }
    if (curves.isEmpty()) {
      throw new LoadTestException(
          folder + " holds no .ndjson file with curves; expected {\"valid_loss\": [...]} lines.");
    }
    return new Curves() {
      @Override
      public boolean maximize() {
        return false;
      }

      @Override
      public double value(int trial, int interval, int intervals) {
        double[] curve = curves.get(trial % curves.size());
        return curve[(int) ((long) (interval - 1) * curve.length / intervals)];
      }
    };
  }

  /**
   * The curves of one file.
   *
   * @throws LoadTestException where a line is none
   */
  static List<double[]> read(Path file) throws IOException {
    List<double[]> curves = new ArrayList<>();
    List<String> lines = Files.readAllLines(file);
    for (int i = 0; i < lines.size(); i++) {
      JsonNode readings = Json.mapper().readTree(lines.get(i)).path("valid_loss");
      if (!readings.isArray() || readings.isEmpty()) {
        throw new LoadTestException(
            "%s, line %d: valid_loss must be a list of readings.".formatted(file, i + 1));
      }
      double[] curve = new double[readings.size()];
      for (int at = 0; at < curve.length; at++) {
        JsonNode reading = readings.get(at);
        curve[at] = reading.isTextual() ? Double.parseDouble(reading.asText()) : reading.asDouble();
      }
      curves.add(curve);
    }
    return curves;
  }
}
