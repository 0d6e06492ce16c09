package io.trialstream.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code topics}: creates and describes the topics. */
@Command(
    name = "topics",
    description = "Creates or describes the topics of a Kafka cluster.",
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    subcommands = {TopicsCommand.Create.class, TopicsCommand.Describe.class},
    footer = {"", "Example:", "  trialstream topics create --bootstrap-server kafka1:9092"})
final class TopicsCommand extends Subcommand {
  @Spec private CommandSpec self;

  @Override
  public Integer call() {
    throw new ParameterException(self.commandLine(), "Give a command: create or describe");
  }

  /** {@code topics create}. */
  @Command(
      name = "create",
      description = {
        "Creates the topics that are missing, and prints their names.",
        "A server does so too when it starts; use this to set partitions and replicas once, before the first one."
      },
      footer = {
        "",
        "Example:",
        "  trialstream topics create --bootstrap-server kafka1:9092 --pool gpu \\",
        "    -X topic.partitions=32 -X replication.factor=3"
      })
  static final class Create extends Subcommand {
    @Option(
        names = "--pool",
        paramLabel = "NAME",
        description = "Create the topic of this worker pool too; repeatable.")
    private List<String> pools = List.of();

    @Mixin private FormatOption output;
    @Mixin private BrokerOptions broker;

    @Override
    public Integer call() {
      var config = KafkaOptions.config(host(), broker.given(host()));
      return new TopicTasks(console(), output.format).create(config, pools);
    }
  }

  /** {@code topics describe}. */
  @Command(
      name = "describe",
      description = {
        "Lists the topics with their partitions, replicas and settings.",
        "Exit code 1 where one is missing or does not fit the configuration."
      },
      footer = {"", "Example:", "  trialstream topics describe --format json"})
  static final class Describe extends Subcommand {
    @Mixin private FormatOption output;
    @Mixin private BrokerOptions broker;

    @Override
    public Integer call() {
      var config = KafkaOptions.config(host(), broker.given(host()));
      return new TopicTasks(console(), output.format).describe(config);
    }
  }
}
