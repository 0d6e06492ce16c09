package io.trialstream.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.trialstream.api.TrialstreamClient;
import io.trialstream.embedded.EmbeddedBroker;
import io.trialstream.server.TrialstreamServer.Options;
import io.trialstream.topics.TrialstreamConfig;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrialstreamServerIT {
  @TempDir Path folder;

  @Test
  void boots() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"), 0)) {
      TrialstreamConfig config =
          new TrialstreamConfig(
              Map.of(
                  "bootstrap.servers",
                  broker.bootstrapServers(),
                  "state.dir",
                  folder.resolve("state").toString()));
      try (TrialstreamServer server = TrialstreamServer.start(config, Options.local(0, "test"))) {
        TrialstreamClient client =
            new TrialstreamClient(URI.create("http://127.0.0.1:" + server.port()));
        long t = System.nanoTime();
        await().atMost(Duration.ofSeconds(60)).until(client::ready);
        System.err.println("ready after " + (System.nanoTime() - t) / 1e9);
        assertThat(client.experiments(java.util.Optional.empty(), 10)).isEmpty();
      }
    }
  }
}
