package io.trialstream.cli;

import io.trialstream.cli.output.Console;
import io.trialstream.cli.output.Format;
import io.trialstream.cli.output.Table;
import io.trialstream.cli.output.Table.Column;
import io.trialstream.topics.TopicAdmin;
import io.trialstream.topics.TopicStatus;
import io.trialstream.topics.TrialstreamConfig;
import io.trialstream.topics.WireStart;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What {@code topics} does.
 *
 * @param console where it prints
 * @param format how
 */
record TopicTasks(Console console, Format format) {

  /** Creates what is missing; the exit code. */
  int create(TrialstreamConfig config, List<String> pools) {
    WireStart.requireRegistry(config);
    try (TopicAdmin admin = TopicAdmin.open(config)) {
      List<String> created = new ArrayList<>(admin.create());
      for (String pool : pools) {
        if (admin.ensurePool(pool)) {
          created.add(config.topics().trials(pool).name());
        }
      }
      WireStart.register(config, admin.pools());
      console.list(
          format,
          created,
          Map.of("created", created),
          () -> created.stream().map(name -> name + "\n").collect(Collectors.joining()));
      if (created.isEmpty()) {
        console.say("All topics exist.");
      }
      return ExitCode.OK;
    }
  }

  /** Lists what there is; the exit code says whether it fits. */
  int describe(TrialstreamConfig config) {
    try (TopicAdmin admin = TopicAdmin.open(config)) {
      List<TopicStatus> topics = admin.describe();
      console.list(format, topics, Map.of("topics", topics), () -> table(topics));
      List<String> problems = new ArrayList<>(admin.verify());
      problems.addAll(admin.verifyOthers());
      problems.forEach(console::complain);
      return problems.isEmpty() ? ExitCode.OK : ExitCode.ENDED_OTHERWISE;
    }
  }

  private String table(List<TopicStatus> topics) {
    Table table =
        new Table(
            List.of(
                Column.text("TOPIC"),
                Column.number("PARTITIONS"),
                Column.number("REPLICAS"),
                Column.number("RECORDS"),
                Column.sentence("SETTINGS")));
    for (TopicStatus topic : topics) {
      table.row(
          topic.name(),
          Integer.toString(topic.partitions()),
          Integer.toString(topic.replicationFactor()),
          Long.toString(topic.records()),
          new TreeMap<>(topic.settings())
              .entrySet().stream()
                  .map(setting -> setting.getKey() + "=" + setting.getValue())
                  .collect(Collectors.joining(" ")));
    }
    return table.render(console.terminal().layout());
  }
}
