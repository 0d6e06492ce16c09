package io.trialstream.cli;

import io.trialstream.cli.output.Format;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tail}: prints a topic's records. */
@Command(
    name = "tail",
    description = {
      "Prints the records of a topic as they come, decoded, with partition, offset, time and key.",
      "Topics: requests, metrics, heartbeats, commands, decisions, experiments, leaderboard, dead-letters, trials.POOL; or a full name."
    },
    footer = {
      "",
      "Examples:",
      "  trialstream tail decisions",
      "  trialstream tail metrics --from-beginning --max 10 --format json"
    })
final class TailCommand extends Subcommand {
  @Parameters(paramLabel = "TOPIC", description = "The topic's short or full name.")
  private String topic;

  @Option(names = "--from-beginning", description = "Start at the oldest record.")
  private boolean fromBeginning;

  @Option(
      names = "--max",
      paramLabel = "N",
      description = "End after N records. Default: go on until Ctrl-C.")
  private @Nullable Integer max;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "ndjson",
      description = "How to print a record: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Format format;

  @Mixin private BrokerOptions broker;

  @Override
  public Integer call() {
    OptionalLong records =
        max == null ? OptionalLong.empty() : OptionalLong.of(atLeastOne("--max", max));
    var config = KafkaOptions.config(host(), broker.given(host()));
    var found = TopicNames.find(config.topics(), topic);
    try (Interrupts interrupts = Interrupts.listen(host().signals(), host()::endAtOnce)) {
      new TopicTail(console(), format, found).print(config, fromBeginning, records, interrupts);
    }
    return ExitCode.OK;
  }
}
