package io.trialstream.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.trialstream.api.DecisionJson;
import io.trialstream.avro.EventKind;
import io.trialstream.avro.MetricEvent;
import io.trialstream.testing.TopicReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How much a script still reports behind the report for which the policy stopped it. */
@Timeout(180)
class StopLatencyIT {
  private static final Logger log = LoggerFactory.getLogger(StopLatencyIT.class);
  private static final int AT_MOST = 20;

  /** Reports its quality every 10 ms and a little, as long as it is let. */
  private static final String SCRIPT =
      """
      i=0
      while [ $i -lt 1000 ]; do
        echo "acc=$1"
        i=$((i + 1))
        sleep 0.01
      done
      """;

  /** In a grid the first is the best: each that follows is stopped when it may be. */
  private static final String SWEEP =
      """
      type: sweep
      name: latency
      trial: {code: code, command: 'sh train.sh ${{search_space.quality}}'}
      search_space:
        quality: {type: choice, values: [%s]}
      sampling_algorithm: grid
      objective: {goal: maximize, primary_metric: acc}
      early_termination: {type: bandit, slack_amount: 0.5, delay_evaluation: 10}
      limits: {max_concurrent_trials: 3}
      """;

  @TempDir Path folder;

  @Test
  void aFastScriptIsGoneWithin20ReportsOfItsStopOnAverage() throws Exception {
    // Given
    Files.writeString(Files.createDirectories(folder.resolve("code")).resolve("train.sh"), SCRIPT);
    StringBuilder qualities = new StringBuilder("1000");
    for (int quality = 1; quality <= 40; quality++) {
      qualities.append(", ").append(quality);
    }
    try (TuningSystem system = TuningSystem.start(folder, Map.of(), 3, "sh")) {
      // When
      String experiment = system.submit(SWEEP.formatted(qualities));
      system.awaitEnd(experiment, Duration.ofSeconds(120));

      // Then
      List<DecisionJson> decisions = system.client().decisions(experiment);
      LongSummaryStatistics behind =
          behind(decisions, TopicReader.read(system.config(), system.config().topics().metrics()));
      log.atWarn()
          .addKeyValue("stops", behind.getCount())
          .addKeyValue("average", behind.getAverage())
          .addKeyValue("max", behind.getMax())
          .log("Reports behind the one that caused a stop");
      assertThat(behind.getCount()).isEqualTo(40);
      assertThat(behind.getAverage()).isLessThanOrEqualTo(AT_MOST);
    }
  }

  private static LongSummaryStatistics behind(
      List<DecisionJson> decisions, List<ConsumerRecord<String, MetricEvent>> records) {
    Map<String, DecisionJson> byTrial = new HashMap<>();
    Map<String, Long> behind = new HashMap<>();
    for (DecisionJson decision : decisions) {
      byTrial.put(decision.trial(), decision);
      behind.put(decision.trial(), 0L);
    }
    for (ConsumerRecord<String, MetricEvent> record : records) {
      DecisionJson decision = byTrial.get(record.value().getTrial());
      if (decision != null
          && record.value().getKind() == EventKind.REPORT
          && record.partition() == decision.partition().orElseThrow()
          && record.offset() > decision.offset().orElseThrow()) {
        behind.merge(decision.trial(), 1L, Long::sum);
      }
    }
    return behind.values().stream().mapToLong(n -> n).summaryStatistics();
  }
}
