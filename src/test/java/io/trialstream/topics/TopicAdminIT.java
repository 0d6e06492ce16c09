package io.trialstream.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.trialstream.embedded.EmbeddedBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TopicAdminIT {
  private EmbeddedBroker broker;

  @BeforeAll
  void startBroker(@TempDir Path data) {
    broker = EmbeddedBroker.start(data, 0);
  }

  @AfterAll
  void stopBroker() {
    broker.close();
  }

  /** A configuration of its own topics, apart from those of the other tests. */
  private TrialstreamConfig config(String prefix, String... pairs) {
    Map<String, String> values = new HashMap<>();
    values.put("bootstrap.servers", broker.bootstrapServers());
    values.put("topic.prefix", prefix);
    for (int i = 0; i < pairs.length; i += 2) {
      values.put(pairs[i], pairs[i + 1]);
    }
    return new TrialstreamConfig(values);
  }

  private static Map<String, TopicStatus> statuses(TopicAdmin admin) {
    return admin.describe().stream().collect(Collectors.toMap(TopicStatus::name, status -> status));
  }

  @Test
  void topicsAreCreatedAsTheDesignHasThem() {
    try (TopicAdmin admin = TopicAdmin.open(config("new.", "topic.partitions", "3"))) {
      // When
      List<String> created = admin.create();

      // Then
      Map<String, TopicStatus> found = statuses(admin);
      assertThat(created).containsExactlyInAnyOrderElementsOf(found.keySet()).hasSize(8);
      for (String keyed :
          List.of("requests", "metrics", "heartbeats", "decisions", "experiments", "leaderboard")) {
        assertThat(found.get("new." + keyed)).extracting(TopicStatus::partitions).isEqualTo(3);
      }
      for (String log : List.of("requests", "metrics")) {
        assertThat(found.get("new." + log))
            .extracting(TopicStatus::settings)
            .isEqualTo(Map.of("retention.ms", "-1", "message.timestamp.type", "LogAppendTime"));
      }
      for (String compacted : List.of("experiments", "leaderboard")) {
        assertThat(found.get("new." + compacted))
            .extracting(topic -> topic.settings().get("cleanup.policy"))
            .isEqualTo("compact");
      }
      for (String brief : List.of("heartbeats", "commands")) {
        assertThat(found.get("new." + brief))
            .extracting(topic -> topic.settings().get("retention.ms"))
            .isEqualTo("3600000");
      }
      assertThat(found.get("new.commands")).extracting(TopicStatus::partitions).isEqualTo(16);
      assertThat(admin.verify()).isEmpty();
    }
  }

  @Test
  void topicsThatFitAreLeftAsTheyAre() throws Exception {
    TrialstreamConfig config = config("kept.");
    try (TopicAdmin admin = TopicAdmin.open(config)) {
      // Given
      admin.create();
      set(config.topics().metrics().name(), "retention.ms", "86400000");

      // When
      List<String> created = admin.create();

      // Then
      assertThat(created).isEmpty();
      assertThat(statuses(admin).get("kept.metrics"))
          .extracting(topic -> topic.settings().get("retention.ms"))
          .isEqualTo("86400000");
    }
  }

  @Test
  void aMissingTopicIsSaidWithWhatToDo() {
    try (TopicAdmin admin = TopicAdmin.open(config("none."))) {
      assertThat(admin.verify())
          .hasSize(8)
          .contains("Topic none.metrics is missing: create it with trialstream topics create.");
    }
  }

  @Test
  void otherPartitionCountsAreRefusedAndNothingIsCreatedBesideThem() throws Exception {
    // Given
    createTopic("odd.metrics", 5, Map.of("message.timestamp.type", "LogAppendTime"));
    try (TopicAdmin admin = TopicAdmin.open(config("odd."))) {
      // When
      assertThatThrownBy(admin::create)
          .isInstanceOf(TopicAdminException.class)
          .hasMessageContaining("odd.metrics has 5 partitions, where 8 were expected")
          .hasMessageContaining("topic.partitions");

      // Then
      assertThat(admin.describe()).extracting(TopicStatus::name).containsExactly("odd.metrics");
    }
  }

  @Test
  void everyTopicIsHeldAgainstItsPartitionsAndCleanupPolicy() throws Exception {
    // Given: each with one partition less, or more, and the other policy
    TrialstreamConfig config = config("all.");
    for (TopicLayout layout : TopicLayout.all(config)) {
      boolean compacted = "compact".equals(layout.essential().get("cleanup.policy"));
      createTopic(
          layout.name(),
          layout.partitions() == 1 ? 2 : layout.partitions() - 1,
          Map.of(
              "cleanup.policy",
              compacted ? "delete" : "compact",
              "message.timestamp.type",
              "LogAppendTime"));
    }
    createTopic("all.trials.gpu", 1, Map.of("cleanup.policy", "compact"));
    createTopic("all-coordinator-index-changelog", 4, Map.of("cleanup.policy", "delete"));
    try (TopicAdmin admin = TopicAdmin.open(config)) {
      await().untilAsserted(() -> assertThat(admin.verifyOthers()).hasSize(3));
      await().untilAsserted(() -> assertThat(admin.describe()).hasSize(9));

      // When / Then: dead letters have as many as somebody likes
      List<String> unfit = TopicLayout.all(config).stream().map(TopicLayout::name).toList();
      assertThatThrownBy(admin::create)
          .isInstanceOf(TopicAdminException.class)
          .satisfies(
              e -> {
                for (String name : unfit) {
                  assertThat(e.getMessage()).contains(name + " has cleanup.policy=");
                  if (!name.equals("all.dead-letters")) {
                    assertThat(e.getMessage())
                        .containsPattern(name + " has \\d+ partitions, where");
                  }
                }
              })
          .hasMessageContaining("all.trials.gpu has cleanup.policy=compact, where delete is needed")
          .hasMessageContaining("all-coordinator-index-changelog has 4 partitions, where 8")
          .hasMessageContaining("all-coordinator-index-changelog has cleanup.policy=delete");
      assertThatThrownBy(() -> admin.ensurePool("gpu"))
          .isInstanceOf(TopicAdminException.class)
          .hasMessageContaining("all.trials.gpu has cleanup.policy=compact");
    }
  }

  @Test
  void fewerReplicasThanMustConfirmARecordAreRefused() throws Exception {
    TrialstreamConfig config = config("safe.");
    try (TopicAdmin admin = TopicAdmin.open(config)) {
      // Given
      admin.create();
      set("safe.metrics", "min.insync.replicas", "2");

      // When / Then
      assertThatThrownBy(admin::create)
          .isInstanceOf(TopicAdminException.class)
          .hasMessageContaining(
              "Topic safe.metrics has min.insync.replicas=2 and replicas 1, so that nothing can be written to it");
    }
  }

  @Test
  void settingsThatWouldChangeWhatATopicMeansAreSaid() throws Exception {
    TrialstreamConfig config = config("bent.");
    try (TopicAdmin admin = TopicAdmin.open(config)) {
      // Given
      admin.create();
      set("bent.leaderboard", "cleanup.policy", "delete");
      set("bent.metrics", "message.timestamp.type", "CreateTime");

      // When
      List<String> problems = admin.verify();

      // Then
      assertThat(problems)
          .hasSize(2)
          .anyMatch(p -> p.contains("bent.leaderboard has cleanup.policy=delete, where compact"))
          .anyMatch(p -> p.contains("bent.metrics has message.timestamp.type=CreateTime"));
    }
  }

  @Test
  void aPoolExistsOnceItIsEnsured() {
    try (TopicAdmin admin = TopicAdmin.open(config("pools."))) {
      assertThat(admin.poolExists("gpu")).isFalse();

      boolean created = admin.ensurePool("gpu");

      assertThat(created).isTrue();
      assertThat(admin.ensurePool("gpu")).isFalse();
      assertThat(admin.poolExists("gpu")).isTrue();
      assertThat(admin.pools()).containsExactly("gpu");
    }
  }

  @Test
  void thePoolsShareGroupMissesNoSuggestionAndSeesNoneThatIsNotCommitted() throws Exception {
    TrialstreamConfig config = config("group.");
    try (TopicAdmin admin = TopicAdmin.open(config)) {
      admin.ensurePool("gpu");
    }

    ConfigResource group =
        new ConfigResource(ConfigResource.Type.GROUP, config.topics().shareGroup("gpu"));
    try (Admin admin = Admin.create(config.admin())) {
      assertThat(admin.describeConfigs(List.of(group)).all().get().get(group))
          .extracting(
              settings -> settings.get("share.auto.offset.reset").value(),
              settings -> settings.get("share.isolation.level").value())
          .containsExactly("earliest", "read_committed");
    }
  }

  @Test
  void aPoolThatNoTopicCanBeNamedAfterIsRefused() {
    try (TopicAdmin admin = TopicAdmin.open(config("pools."))) {
      assertThatThrownBy(() -> admin.ensurePool("big gpu"))
          .isInstanceOf(TopicAdminException.class)
          .hasMessageContaining("'big gpu'");
    }
  }

  @Test
  void tooManyReplicasForTheBrokersAreRefused() {
    try (TopicAdmin admin = TopicAdmin.open(config("wide.", "replication.factor", "3"))) {
      assertThatThrownBy(admin::create)
          .isInstanceOf(TopicAdminException.class)
          .hasMessageStartingWith("Topic wide.")
          .hasMessageContaining("cannot be created")
          .hasMessageContaining("set replication.factor");
    }
  }

  @Test
  @Timeout(20)
  void anAddressWithoutABrokerIsSaidWithinTenSeconds() {
    TrialstreamConfig nobody = new TrialstreamConfig(Map.of("bootstrap.servers", "127.0.0.1:1"));
    long start = System.nanoTime();
    try (TopicAdmin admin = TopicAdmin.open(nobody)) {
      assertThatThrownBy(admin::create)
          .isInstanceOf(BrokerUnreachableException.class)
          .hasMessageContaining("No Kafka broker answers at 127.0.0.1:1");
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
  }

  @Test
  void anAddressThatCannotBeResolvedIsSaid() {
    TrialstreamConfig nowhere =
        new TrialstreamConfig(Map.of("bootstrap.servers", "broker.invalid:9092"));

    assertThatThrownBy(() -> TopicAdmin.open(nowhere).close())
        .isInstanceOf(BrokerUnreachableException.class)
        .hasMessageContaining("broker.invalid:9092");
  }

  private void createTopic(String name, int partitions, Map<String, String> settings)
      throws Exception {
    try (Admin admin = Admin.create(config("any.").admin())) {
      NewTopic topic = new NewTopic(name, Optional.of(partitions), Optional.empty());
      admin.createTopics(List.of(topic.configs(settings))).all().get();
    }
  }

  private void set(String topic, String name, String value) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    AlterConfigOp op = new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
    try (Admin admin = Admin.create(config("any.").admin())) {
      admin.incrementalAlterConfigs(Map.of(resource, List.of(op))).all().get();
      await()
          .untilAsserted(
              () ->
                  assertThat(admin.describeConfigs(List.of(resource)).all().get().get(resource))
                      .extracting(settings -> settings.get(name).value())
                      .isEqualTo(value));
    }
  }
}
