package io.trialstream.experiment;

import io.trialstream.sampling.Expression;
import io.trialstream.sampling.SearchSpace;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How large the texts of one trial can get, which every suggestion and state of it repeats. */
final class TrialSize {
  /** Bytes at most: with what is added to them they fit into a broker's usual megabyte. */
  static final int MOST = 256 << 10;

  private static final int NUMBER = 32;

  private TrialSize() {}

  /** The bytes of the texts of the largest trial, in UTF-8. */
  static long of(
      Optional<TrialTemplate> trial, SearchSpace space, Objective objective, List<String> metrics) {
    long size = trial.map(TrialSize::of).orElse(0L);
    size += bytes(metrics) + bytes(objective.primaryMetric());
    for (SearchSpace.Dimension dimension : space.dimensions()) {
      size += bytes(dimension.name()) + largest(dimension.expression());
    }
    return size;
  }

  private static long of(TrialTemplate trial) {
    return bytes(trial.command())
        + bytes(trial.environment())
        + bytes(trial.inputs())
        + bytes(trial.outputs());
  }

  private static long largest(Expression expression) {
    return expression instanceof Expression.Choice choice
        ? choice.values().stream().mapToLong(value -> bytes(value.text())).max().orElse(0)
        : NUMBER;
  }

  private static long bytes(Map<String, String> texts) {
    return bytes(texts.keySet()) + bytes(texts.values());
  }

  private static long bytes(Collection<String> texts) {
    return texts.stream().mapToLong(TrialSize::bytes).sum();
  }

  private static long bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
