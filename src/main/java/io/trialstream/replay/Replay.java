package io.trialstream.replay;

import io.trialstream.stopping.Goal;
import io.trialstream.stopping.StoppingPolicy;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What policies would have done on a recorded log, found in one pass over its events, with the
 * rules that decide live: {@link io.trialstream.stopping.ExperimentLog}. Memory grows with the
 * intervals, as live, and not with the events, except where nothing tells the primary metric: then
 * events are held until one does. Not safe for use by several threads.
 */
public final class Replay {
  private static final String RESERVED = "trialstream.";

  private final Goal goal;
  private final List<StoppingPolicy> policies;
  private final List<EventBatch> waiting = new ArrayList<>();
  private @Nullable Passes passes;

  /**
   * @param goal which values of the primary metric are better
   * @param metric the primary metric; where it is empty the first event tells it that names its
   *     interval, and in a log without such events the only metric is it
   */
  public Replay(Goal goal, Optional<String> metric, List<StoppingPolicy> policies) {
    this.goal = goal;
    this.policies = List.copyOf(policies);
    this.passes = metric.map(this::passes).orElse(null);
  }

  private Passes passes(String metric) {
    return new Passes(goal, metric, policies);
  }

  /** Applies the next events of the log. */
  public void apply(EventBatch batch) {
    if (passes == null) {
      waiting.add(batch);
      metricOf(batch).ifPresent(this::begin);
    } else {
      passes.apply(batch);
    }
  }

  private void begin(String metric) {
    Passes begun = passes(metric);
    waiting.forEach(begun::apply);
    waiting.clear();
    passes = begun;
  }

  private static Optional<String> metricOf(EventBatch batch) {
    for (int index = 0; index < batch.size(); index++) {
      String metric = batch.metric(index);
      if (metric != null && batch.interval(index) > 0) {
        return Optional.of(metric);
      }
    }
    return Optional.empty();
  }

  /**
   * What was found, when all events are applied.
   *
   * @throws UnknownMetricException where nothing tells the primary metric
   */
  public Result finish() throws UnknownMetricException {
    if (passes == null) {
      Set<String> metrics = metrics();
      if (metrics.size() != 1) {
        throw new UnknownMetricException(List.copyOf(metrics));
      }
      metrics.forEach(this::begin);
    }
    return Objects.requireNonNull(passes).result();
  }

  private Set<String> metrics() {
    Set<String> metrics = new LinkedHashSet<>();
    for (EventBatch batch : waiting) {
      for (int index = 0; index < batch.size(); index++) {
        String metric = batch.metric(index);
        if (metric != null && !metric.startsWith(RESERVED)) {
          metrics.add(metric);
        }
      }
    }
    return metrics;
  }
}
