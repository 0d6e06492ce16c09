package io.trialstream.cli;

import io.trialstream.cli.output.Format;
import io.trialstream.meters.MetricsServer;
import io.trialstream.server.AddressUnavailableException;
import io.trialstream.server.TrialstreamServer;
import io.trialstream.topics.ConfigReader;
import io.trialstream.topics.GivenSettings;
import io.trialstream.topics.TrialstreamConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What {@code server} does.
 *
 * @param host what the command finds around it
 * @param address the address that the API listens on
 * @param port its port
 * @param advertisedHost under which other servers reach this one; empty: the address
 * @param format how it says that it is ready
 */
record ServerRun(
    Host host, String address, int port, Optional<String> advertisedHost, Format format) {
  private static final Duration HEALTH_CHECK = Duration.ofSeconds(1);
  private static final int USUAL_BROKER_PORT = 9092;

  /** Runs until it is asked to end; the exit code. */
  int run(
      DataDirectory data,
      OptionalInt brokerPort,
      GivenSettings settings,
      OptionalInt slots,
      Set<String> allowed)
      throws AddressUnavailableException {
    TrialstreamConfig config = LocalSystem.requireUsable(settings);
    config.warnings().forEach(host.console()::complain);
    if (slots.isPresent()) {
      KafkaOptions.show(host, config, ConfigReader.SERVER, ConfigReader.WORKER);
    } else {
      KafkaOptions.show(host, config, ConfigReader.SERVER);
    }
    LocalSystem.Plan plan =
        new LocalSystem.Plan(
            data,
            brokerPort.isPresent() ? brokerPort : usualPort(),
            settings,
            new TrialstreamServer.Options(
                address, port, advertisedHost, VersionProvider.version()));
    try (Interrupts interrupts = Interrupts.listen(host.signals(), host::endAtOnce);
        LocalSystem system = LocalSystem.start(plan)) {
      slots.ifPresent(number -> system.startWorker("default", number, allowed));
      if (system.awaitReady(interrupts)) {
        announce(system, LocalSystem.ownBroker(settings), data);
        while (!interrupts.await(HEALTH_CHECK)) {
          system.requireAlive();
        }
      }
      host.console().say("Ending; what runs is ended too. Ctrl-C again does not wait for it.");
    }
    return ExitCode.OK;
  }

  private void announce(LocalSystem system, boolean ownBroker, DataDirectory data) {
    host.console()
        .one(
            format,
            new Ready(
                Optional.of(system.address().toString()),
                system.bootstrapServers(),
                Optional.empty(),
                data.root().toString(),
                Optional.of(system.address() + MetricsServer.METRICS)),
            () ->
                "The server is ready at %s\n%s broker is at %s; the data are in %s\n"
                    .formatted(
                        system.address(),
                        ownBroker ? "Its" : "The",
                        system.bootstrapServers(),
                        data.root()));
  }

  /** The port where other commands look for a broker, unless it is taken. */
  private static OptionalInt usualPort() {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), USUAL_BROKER_PORT));
      return OptionalInt.of(USUAL_BROKER_PORT);
    } catch (IOException e) {
      return OptionalInt.empty();
    }
  }
}
