package io.trialstream.cli;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code worker}: runs trials, in the foreground. */
@Command(
    name = "worker",
    description = {
      "Runs the trials of a worker pool, in the foreground.",
      "Ctrl-C or SIGTERM: it takes no further trial and ends when those that run have ended; a second one kills them.",
      "A worker runs only the programs that --allow names."
    },
    footer = {
      "",
      "Example:",
      "  trialstream worker --pool gpu --slots 2 --allow python3 --bootstrap-server kafka1:9092"
    })
final class WorkerCommand extends Subcommand {
  @Option(
      names = "--pool",
      paramLabel = "NAME",
      defaultValue = "default",
      description = "The worker pool it serves. Default: ${DEFAULT-VALUE}.")
  private String pool;

  @Option(
      names = "--slots",
      paramLabel = "N",
      description = "The trials it runs at once. Default: the number of cores.")
  private @Nullable Integer slots;

  @Option(
      names = "--allow",
      paramLabel = "PROGRAM",
      description =
          "A program that trials may run, the first word of their command; * for any. Repeatable, required.")
  private Set<String> allowed = new LinkedHashSet<>();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Its journal and the trials' files; each worker of a machine has its own. Default: ~/.trialstream/worker-NAME.")
  private @Nullable Path data;

  @Option(
      names = "--metrics-port",
      paramLabel = "PORT",
      converter = PortConverter.class,
      description =
          "Serve metrics for Prometheus, and the worker's health, on this port; 0 for a free one. Default: not at all.")
  private @Nullable Integer metricsPort;

  @Option(
      names = "--metrics-host",
      paramLabel = "ADDRESS",
      defaultValue = "0.0.0.0",
      description =
          "The address that --metrics-port is on. They can be read there, nothing else. Default: ${DEFAULT-VALUE}, all.")
  private String metricsHost;

  @Mixin private FormatOption output;
  @Mixin private BrokerOptions broker;

  @Override
  public Integer call() {
    requireAllowed(allowed);
    int number = slots == null ? cores() : atLeastOne("--slots", slots);
    Path directory =
        Optional.ofNullable(data)
            .orElseGet(() -> new DataDirectory(DataDirectory.usual()).worker(pool));
    return new WorkerRun(
            host(),
            pool,
            number,
            allowed,
            directory,
            new WorkerMetrics.Address(
                metricsHost,
                metricsPort == null ? OptionalInt.empty() : OptionalInt.of(metricsPort)),
            output.format)
        .run(broker.given(host()));
  }

  /** The trials that a machine runs at once where nothing else is said. */
  static int cores() {
    return Runtime.getRuntime().availableProcessors();
  }

  /**
   * A worker runs what experiments send: what that may be, its owner says.
   *
   * @throws Failure where nothing is allowed
   */
  static void requireAllowed(Set<String> allowed) {
    if (allowed.isEmpty()) {
      throw Failure.badInput(
          "--allow is missing: a worker runs what experiments send, so name the programs that it may run, such as --allow python3; --allow '*' is any.");
    }
  }
}
