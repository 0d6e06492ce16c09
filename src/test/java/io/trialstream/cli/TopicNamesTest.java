package io.trialstream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trialstream.topics.Topics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicNamesTest {
  private static final Topics TOPICS = new Topics("tune.");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "requests",
        "metrics",
        "heartbeats",
        "commands",
        "decisions",
        "experiments",
        "leaderboard",
        "dead-letters",
        "trials.default",
        "trials.gpu.large"
      })
  void everyTopicIsFoundByItsShortAndItsFullName(String name) {
    assertThat(TopicNames.find(TOPICS, name).name()).isEqualTo("tune." + name);
    assertThat(TopicNames.find(TOPICS, "tune." + name).name()).isEqualTo("tune." + name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"metric", "trials", "trials.", "", "tune."})
  void anotherNameIsBadInputAndTheTopicsAreNamed(String name) {
    assertThatThrownBy(() -> TopicNames.find(TOPICS, name))
        .isInstanceOfSatisfying(Failure.class, e -> assertThat(e.exitCode()).isEqualTo(2))
        .hasMessageContainingAll("'" + name + "'", "metrics", "dead-letters", "trials.POOL");
  }

  @Test
  void withoutAPrefixTheNamesAreTheTopics() {
    assertThat(TopicNames.find(new Topics(""), "metrics").name()).isEqualTo("metrics");
  }
}
