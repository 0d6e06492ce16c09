package io.trialstream.server;

import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.ClientDnsLookup;
import org.apache.kafka.clients.ClientUtils;
import org.apache.kafka.common.config.ConfigException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The address under which other servers reach this one. */
final class AdvertisedHost {
  private static final Logger LOG = LoggerFactory.getLogger(AdvertisedHost.class);

  private AdvertisedHost() {}

  /**
   * The address that is given, or that the server listens on. Listening on all is no address to be
   * reached at: it is the one from which this machine reaches the brokers then.
   *
   * @param listening the address that it listens on
   * @param brokers the brokers, {@code host:port} each
   */
  static String of(Optional<String> given, String listening, List<String> brokers) {
    List<InetAddress> resolved = resolve(brokers);
    String host = given.orElseGet(() -> reachable(listening, resolved));
    if (isLoopback(host) && !resolved.stream().allMatch(InetAddress::isLoopbackAddress)) {
      LOG.atWarn()
          .addKeyValue("address", host)
          .log(
              "Servers on other machines cannot reach this one at its address; where there are"
                  + " several, give --host 0.0.0.0 or --advertised-host");
    }
    return host;
  }

  private static List<InetAddress> resolve(List<String> brokers) {
    try {
      return ClientUtils.parseAndValidateAddresses(brokers, ClientDnsLookup.USE_ALL_DNS_IPS)
          .stream()
          .map(InetSocketAddress::getAddress)
          .toList();
    } catch (ConfigException e) {
      // Whoever needs the brokers says it.
      return List.of();
    }
  }

  private static String reachable(String listening, List<InetAddress> brokers) {
    try {
      if (!InetAddress.getByName(listening).isAnyLocalAddress()) {
        return listening;
      }
      return brokers.stream()
          .filter(broker -> !broker.isLoopbackAddress())
          .findFirst()
          .map(AdvertisedHost::towards)
          .orElse(InetAddress.getLocalHost())
          .getHostAddress();
    } catch (UnknownHostException e) {
      return listening;
    }
  }

  /** This machine's address on the way there; nothing is sent. */
  private static InetAddress towards(InetAddress broker) {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(broker, 9);
      return socket.getLocalAddress();
    } catch (SocketException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
