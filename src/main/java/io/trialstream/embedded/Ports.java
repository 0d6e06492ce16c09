package io.trialstream.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Ports of the loopback interface. */
final class Ports {
  private Ports() {}

  /** A port that nobody listens on at the moment. */
  static int free() {
    try {
      return bind(0);
    } catch (IOException e) {
      throw new BrokerStartException(
          "No port of %s is free: %s".formatted(BrokerSettings.HOST, e.getMessage()), e);
    }
  }

  /**
   * The port, where nobody listens on it.
   *
   * @throws BrokerStartException where somebody does
   */
  static int requireFree(int port) {
    try {
      return bind(port);
    } catch (IOException | IllegalArgumentException e) {
      throw new BrokerStartException(
          "Port %d of %s cannot be used (%s): another process may listen on it; stop that one, or choose another port."
              .formatted(port, BrokerSettings.HOST, e.getMessage()),
          e);
    }
  }

  private static int bind(int port) throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      // As the broker does it: connections of an earlier one that linger do not count.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(BrokerSettings.HOST), port));
      return socket.getLocalPort();
    }
  }
}
