package io.trialstream.coordinator;

import io.trialstream.avro.SuggestionBasis;
import io.trialstream.sampling.SamplingModel.Basis;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What suggestions were based on, as the topics carry it and as the core knows it. */
final class Bases {
  private Bases() {}

  static @Nullable SuggestionBasis toAvro(Optional<Basis> basis) {
    return basis
        .map(b -> new SuggestionBasis(b.model(), b.position(), b.observations(), b.fitted()))
        .orElse(null);
  }

  static Optional<Basis> fromAvro(@Nullable SuggestionBasis basis) {
    return Optional.ofNullable(basis)
        .map(b -> new Basis(b.getModel(), b.getMetricsTo(), b.getObservations(), b.getFittedTo()));
  }
}
