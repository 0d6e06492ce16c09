package io.trialstream.testing;

import io.trialstream.avro.MetricEvent;
import io.trialstream.avro.Suggestion;
import io.trialstream.avro.SuggestionBasis;
import io.trialstream.experiment.Specification;
import io.trialstream.sampling.SamplingModel.Basis;
import io.trialstream.scheduling.Recomputation;
import io.trialstream.scheduling.Recomputation.Result;
import io.trialstream.scheduling.Recomputation.Suggested;
import io.trialstream.topics.EarlierObservations;
import io.trialstream.topics.MetricLog;
import io.trialstream.topics.MetricView;
import io.trialstream.topics.Parameters;
import io.trialstream.topics.TrialstreamConfig;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The suggestions of an experiment's model, computed again from what the topics hold. */
public final class RecomputedSuggestions {
  private RecomputedSuggestions() {}

  /** Computes them, from the topics as they are now. */
  public static List<Result> of(
      TrialstreamConfig config, String experiment, Specification specification, long seed) {
    List<Suggested> suggested =
        TopicReader.values(config, config.topics().trials(specification.pool())).stream()
            .filter(record -> record.getExperiment().equals(experiment))
            .filter(record -> record.getAttempt() == 1)
            .sorted(Comparator.comparingLong(Suggestion::getNumber))
            .map(RecomputedSuggestions::suggested)
            .toList();
    MetricLog log = new MetricLog(experiment, specification);
    Recomputation recomputation =
        new Recomputation(
            specification,
            seed,
            () -> EarlierObservations.of(log, specification.searchSpace()),
            suggested,
            log.log());
    for (ConsumerRecord<String, MetricEvent> record :
        TopicReader.read(config, config.topics().metrics())) {
      if (record.key().equals(experiment)) {
        recomputation.reached(record.offset());
        log.apply(MetricView.of(record.value()));
      }
    }
    recomputation.reached(Long.MAX_VALUE);
    return recomputation.results();
  }

  private static Suggested suggested(Suggestion record) {
    return new Suggested(
        (int) record.getNumber(),
        Parameters.fromAvro(record.getParameters()),
        Optional.ofNullable(record.getBasis()).map(RecomputedSuggestions::basis));
  }

  private static Basis basis(SuggestionBasis basis) {
    return new Basis(
        basis.getModel(), basis.getMetricsTo(), basis.getObservations(), basis.getFittedTo());
  }
}
