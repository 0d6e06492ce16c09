package io.trialstream.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.trialstream.server.TrialstreamServer.Options;
import io.trialstream.topics.BrokerUnreachableException;
import io.trialstream.topics.TrialstreamConfig;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TrialstreamServerTest {
  private static final TrialstreamConfig NO_BROKER =
      new TrialstreamConfig(
          Map.of(
              "bootstrap.servers",
              "127.0.0.1:1",
              "admin.default.api.timeout.ms",
              "500",
              "admin.request.timeout.ms",
              "500"));

  @Test
  void aPortInUseIsToldBeforeAnythingElseIsStarted() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      // Given
      Options options = Options.local(taken.getLocalPort(), "test");

      // When
      AddressUnavailableException failure =
          catchThrowableOfType(
              AddressUnavailableException.class, () -> TrialstreamServer.start(NO_BROKER, options));

      // Then
      assertThat(failure)
          .hasMessageContaining("Port " + taken.getLocalPort())
          .hasMessageContaining("--port");
    }
  }

  @Test
  void aServerThatFindsNoBrokerLeavesItsPort() throws Exception {
    // Given
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }

    // When
    BrokerUnreachableException failure =
        catchThrowableOfType(
            BrokerUnreachableException.class,
            () -> TrialstreamServer.start(NO_BROKER, Options.local(port, "test")));

    // Then
    assertThat(failure).hasMessageContaining("127.0.0.1:1");
    try (ServerSocket again = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      assertThat(again.isBound()).isTrue();
    }
  }

  @Test
  void aHostThatIsNoneIsNamed() {
    // Given
    Options options = new Options("no-such-host.invalid", 0, Optional.empty(), "test");

    // When
    AddressUnavailableException failure =
        catchThrowableOfType(
            AddressUnavailableException.class, () -> TrialstreamServer.bind(options));

    // Then
    assertThat(failure).hasMessageContaining("no-such-host.invalid");
  }
}
