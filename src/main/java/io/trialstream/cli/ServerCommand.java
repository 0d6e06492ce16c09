package io.trialstream.cli;

import io.trialstream.topics.ConfigKeys;
import io.trialstream.topics.GivenSettings;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code server}: the REST API and the coordinator, in the foreground. */
@Command(
    name = "server",
    description = {
      "Runs a server in the foreground until Ctrl-C: the REST API and the coordinator behind it.",
      "Without --bootstrap-server it starts a Kafka broker of its own, so that one machine needs one command; its data are kept between starts.",
      "With --slots it runs trials too, in the pool default."
    },
    footer = {
      "",
      "Examples:",
      "  trialstream server --slots 4 --allow python3",
      "  trialstream server --bootstrap-server kafka1:9092 --host 0.0.0.0 --standbys 1"
    })
final class ServerCommand extends Subcommand {
  @Option(
      names = "--bootstrap-server",
      paramLabel = "HOST:PORT",
      description =
          "A Kafka broker. Default: those of bootstrap.servers in the configuration; without it one in this process.")
  private @Nullable String bootstrapServer;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Where everything is kept: the broker's data, the coordinator's state, the trials' files. Default: ~/.trialstream.")
  private @Nullable Path data;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description =
          "The address that the API listens on; 0.0.0.0 for all. Whoever reaches it can run what --allow names. Default: ${DEFAULT-VALUE}.")
  private String address;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8080",
      converter = PortConverter.class,
      description = "The port of the API; 0 for a free one. Default: ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--advertised-host",
      paramLabel = "ADDRESS",
      description =
          "Under which other servers reach this one. Default: that of --host; where that is all addresses, the one from which this machine reaches the broker.")
  private @Nullable String advertisedHost;

  @Option(
      names = "--standbys",
      paramLabel = "N",
      description =
          "Keep each partition's state warm on N other servers, which take over without restoring it; the same number for every server. Default: 0.")
  private @Nullable Integer standbys;

  @Option(
      names = "--broker-port",
      paramLabel = "PORT",
      converter = PortConverter.class,
      description =
          "The port of the broker in this process; 0 for a free one. Default: 9092, or a free one where that is taken.")
  private @Nullable Integer brokerPort;

  @Option(
      names = "--slots",
      paramLabel = "N",
      description = "Run up to N trials at once in this process's worker. Default: no worker.")
  private @Nullable Integer slots;

  @Option(
      names = "--allow",
      paramLabel = "PROGRAM",
      description =
          "A program that trials may run, the first word of their command; * for any. Repeatable; required with --slots.")
  private Set<String> allowed = new LinkedHashSet<>();

  @Mixin private FormatOption output;
  @Mixin private SettingOptions x;

  @Override
  public Integer call() throws Exception {
    if (slots != null) {
      WorkerCommand.requireAllowed(allowed);
      atLeastOne("--slots", slots);
    } else if (!allowed.isEmpty()) {
      throw Failure.badInput("--allow is for a worker: give --slots too.");
    }
    GivenSettings settings = settings();
    settings
        .get(ConfigKeys.BOOTSTRAP_SERVERS)
        .filter(given -> brokerPort != null)
        .ifPresent(
            given -> {
              throw Failure.badInput(
                  "--broker-port is for a broker in this process, and %s names others: leave one out."
                      .formatted(given.source()));
            });
    return new ServerRun(host(), address, port, Optional.ofNullable(advertisedHost), output.format)
        .run(
            directory(),
            brokerPort == null ? OptionalInt.empty() : OptionalInt.of(brokerPort),
            settings,
            slots == null ? OptionalInt.empty() : OptionalInt.of(slots),
            allowed);
  }

  private DataDirectory directory() {
    return new DataDirectory(Optional.ofNullable(data).orElseGet(DataDirectory::usual));
  }

  private GivenSettings settings() {
    return new SettingReader(host(), x)
        .preset(ConfigKeys.STATE_DIR, directory().state().toString())
        .bootstrapServer(Optional.ofNullable(bootstrapServer))
        .option("--standbys", ConfigKeys.NUM_STANDBY_REPLICAS, Optional.ofNullable(standbys))
        .option(
            "--data",
            ConfigKeys.STATE_DIR,
            Optional.ofNullable(data).map(given -> directory().state()))
        .read();
  }
}
