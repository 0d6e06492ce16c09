package io.trialstream.cli;

import io.trialstream.topics.Topic;
import io.trialstream.topics.Topics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Topics by the names that people give them. */
final class TopicNames {
  private static final String POOL = "trials.";

  private TopicNames() {}

  /**
   * The topic behind a short name, such as {@code metrics} or {@code trials.default}, or a full
   * one.
   *
   * @throws Failure where there is no such topic
   */
  static Topic<?> find(Topics topics, String name) {
    String wanted =
        name.startsWith(topics.prefix()) ? name.substring(topics.prefix().length()) : name;
    Map<String, Topic<?>> known = known(topics);
    Topic<?> topic = known.get(wanted);
    if (topic != null) {
      return topic;
    }
    if (wanted.startsWith(POOL) && wanted.length() > POOL.length()) {
      return topics.trials(wanted.substring(POOL.length()));
    }
    throw Failure.badInput(
        "'%s' is none of our topics, which are %s and %sPOOL for each worker pool."
            .formatted(name, String.join(", ", known.keySet()), POOL));
  }

  /** The full names of the topics that every system has. */
  static List<String> all(Topics topics) {
    return known(topics).values().stream().map(Topic::name).toList();
  }

  private static Map<String, Topic<?>> known(Topics topics) {
    Map<String, Topic<?>> known = new LinkedHashMap<>();
    for (Topic<?> topic : topics.fixed()) {
      known.put(topic.name().substring(topics.prefix().length()), topic);
    }
    return known;
  }
}
