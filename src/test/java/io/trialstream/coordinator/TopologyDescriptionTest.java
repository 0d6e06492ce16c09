package io.trialstream.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.trialstream.topics.TrialstreamConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * The topology against its committed description. A difference here means that a running
 * application may not be upgradable by a rolling restart: names of stores and of their changelogs
 * must stay.
 */
class TopologyDescriptionTest {

  @Test
  void topologyIsTheOneThatRunningApplicationsHave() throws IOException {
    // Given
    Surroundings surroundings =
        new Surroundings(
            new TrialstreamConfig(Map.of()),
            partition -> new CompletableFuture<>(),
            (partition, mark) -> {},
            new PlayedImports(),
            work -> {},
            Map.of(),
            new Showings(),
            new CoordinatorMeters(new SimpleMeterRegistry()),
            Map.of());

    // When
    String description = CoordinatorTopology.build(surroundings).describe().toString();

    // Then
    String golden;
    try (InputStream in = getClass().getResourceAsStream("topology.txt")) {
      golden = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    // The extractor of the pool's topic has no name of its own.
    assertThat(description.replaceAll("extractor class: \\S+", "extractor class: POOL)"))
        .isEqualTo(golden);
  }
}
