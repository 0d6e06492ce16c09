package io.trialstream.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.trialstream.api.ApiException;
import io.trialstream.api.Experiments;
import io.trialstream.api.TrialstreamClient;
import io.trialstream.embedded.EmbeddedBroker;
import io.trialstream.server.TrialstreamServer.Options;
import io.trialstream.topics.TopicAdmin;
import io.trialstream.topics.TrialstreamConfig;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerOutageIT {
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir Path folder;

  @Test
  void aServerOutlivesAnOutageOfItsBrokerAndTakesExperimentsAgain() throws Exception {
    // Given
    EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"), 0);
    String address = broker.bootstrapServers();
    TrialstreamConfig config =
        new TrialstreamConfig(
            Map.of(
                "bootstrap.servers",
                address,
                "state.dir",
                folder.resolve("state").toString(),
                "admin.default.api.timeout.ms",
                "1000",
                "admin.request.timeout.ms",
                "1000"));
    try (TopicAdmin admin = TopicAdmin.open(config)) {
      admin.create();
      admin.ensurePool("default");
    }
    try (TrialstreamServer server = TrialstreamServer.start(config, Options.local(0, "test"))) {
      TrialstreamClient client =
          new TrialstreamClient(URI.create("http://127.0.0.1:" + server.port()));
      await().atMost(SOON).until(client::ready);
      client.submit(Experiments.file("before"), Optional.empty(), Optional.empty());

      // When
      broker.close();
      HttpResponse<String> meanwhile = submit(server, Experiments.file("x"));
      int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
      broker = EmbeddedBroker.start(folder.resolve("broker"), port);

      // Then
      ProblemAssertions.problem(meanwhile, 503);
      await()
          .atMost(SOON)
          .ignoreExceptionsInstanceOf(ApiException.class)
          .until(
              () ->
                  client
                      .submit(Experiments.file("after"), Optional.empty(), Optional.of("k"))
                      .experiment()
                      .equals("after"));
      await()
          .atMost(SOON)
          .ignoreExceptionsInstanceOf(ApiException.class)
          .until(() -> client.trials("after", OptionalInt.empty()).size() == 5);
      assertThat(client.experiment("before").running()).isTrue();
    } finally {
      broker.close();
    }
  }

  /** One try, without the client's patience. */
  private static HttpResponse<String> submit(TrialstreamServer server, String file)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + server.port() + "/api/v1/experiments"))
            .header("Content-Type", "application/yaml")
            .POST(BodyPublishers.ofString(file))
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
  }
}
