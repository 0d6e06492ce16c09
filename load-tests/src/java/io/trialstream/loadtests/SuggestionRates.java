package io.trialstream.loadtests;

import io.trialstream.sampling.Sampler;
import java.util.LinkedHashMap;
import java.util.Map;

/** How many suggestions a second samplers draw that need no model. */
final class SuggestionRates {
  private static final String SPACE =
      "{optimizer: {type: choice, values: [sgd, adam, rmsprop]},"
          + " learning_rate: {type: loguniform, min_value: -12, max_value: 0},"
          + " layers: {type: randint, upper: 8},"
          + " dropout: {type: quniform, min_value: 0, max_value: 0.5, q: 0.05},"
          + " decay: {type: lognormal, mu: -8, sigma: 2}}";

  private static final int WARM = 200_000;
  private static final int TIMED = 400_000;

  private SuggestionRates() {}

  /** A row of what one thread draws of five hyperparameters, in processor time. */
  static Map<String, Object> core(Contender contender) {
    Sampler sampler = contender.on(SPACE).sampler(1);
    int parameters = 0;
    for (int n = 0; n < WARM; n++) {
      parameters += sampler.suggest(n).size();
    }
    Stopwatch stopwatch = new Stopwatch();
    for (int n = 0; n < TIMED; n++) {
      parameters += sampler.suggest(n).size();
    }
    double rate = TIMED / (stopwatch.time().processorNanos() / 1e9);
    if (parameters != 5 * (WARM + TIMED)) {
      throw new LoadTestException(contender.name() + " left hyperparameters out.");
    }
    return row("suggestions a second in the core, 5 hyperparameters", contender, rate, "100,000");
  }

  /** A row of what a coordinator puts on the topic. */
  static Map<String, Object> topic(Contender contender, double rate) {
    return row("suggestions a second on the topic, one experiment", contender, rate, "2,000");
  }

  private static Map<String, Object> row(
      String measured, Contender contender, double rate, String target) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("kind", "suggestions");
    row.put("measured", measured);
    row.put("sampler", contender.name());
    row.put("suggestions_per_second", rate);
    row.put("figure", "%,.0f".formatted(rate));
    row.put("target", target);
    return row;
  }
}
