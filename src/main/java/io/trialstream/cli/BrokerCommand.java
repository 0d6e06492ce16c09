package io.trialstream.cli;

import io.trialstream.embedded.EmbeddedBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code broker}: a Kafka broker in the foreground. */
@Command(
    name = "broker",
    description = {
      "Runs a Kafka broker of one node on this machine, in the foreground, until Ctrl-C.",
      "Its data are kept between starts. For more than one machine use a Kafka cluster of your own."
    },
    footer = {
      "",
      "Example:",
      "  trialstream broker --data /var/lib/trialstream/broker --port 9092"
    })
final class BrokerCommand extends Subcommand {
  private static final Duration HEALTH_CHECK = Duration.ofSeconds(1);

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "${sys:user.home}/.trialstream/broker",
      description = "Where its data are. Default: ~/.trialstream/broker.")
  private Path data;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "9092",
      converter = PortConverter.class,
      description =
          "The port it listens on, on 127.0.0.1; 0 for a free one. Default: ${DEFAULT-VALUE}.")
  private int port;

  @Mixin private FormatOption output;

  @Override
  public Integer call() {
    try (Interrupts interrupts = Interrupts.listen(host().signals(), host()::endAtOnce);
        EmbeddedBroker broker = EmbeddedBroker.start(data, port)) {
      console()
          .one(
              output.format,
              new Ready(
                  Optional.empty(),
                  broker.bootstrapServers(),
                  Optional.empty(),
                  data.toString(),
                  Optional.empty()),
              () ->
                  "The broker is ready at %s; its data are in %s\n"
                      .formatted(broker.bootstrapServers(), data));
      while (!interrupts.await(HEALTH_CHECK)) {
        if (broker.failed()) {
          throw Failure.onTheWay("The broker met a fatal fault, which the log explains.");
        }
      }
    }
    return ExitCode.OK;
  }
}
