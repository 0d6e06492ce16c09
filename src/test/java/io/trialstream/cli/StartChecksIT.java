package io.trialstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trialstream.embedded.SecuredBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What keeps a command from a cluster is a sentence when it starts, with exit code 2. */
@Timeout(60)
class StartChecksIT {
  @TempDir private static Path folder;
  private static SecuredBroker broker;

  @BeforeAll
  static void startBroker() throws Exception {
    broker = SecuredBroker.start(folder.resolve("broker"));
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  /** The commands that talk to Kafka, each as it would go on for ever. */
  private static Stream<List<String>> commands() {
    return Stream.of(
        List.of("server", "--port", "0", "--data", folder.resolve("server").toString()),
        List.of("worker", "--allow", "sh", "--data", folder.resolve("worker").toString()),
        List.of("topics", "create"),
        List.of("topics", "describe"),
        List.of("tail", "metrics"));
  }

  private static Cli.Outcome run(
      List<String> command, SecurityProtocol listener, Map<String, String> client, String... more)
      throws IOException {
    Path file = Files.createTempFile(folder, "client", ".properties");
    Files.writeString(
        file,
        client.entrySet().stream()
            .map(setting -> setting.getKey() + "=" + setting.getValue() + "\n")
            .collect(Collectors.joining()));
    List<String> words = new ArrayList<>(command);
    words.addAll(List.of("--bootstrap-server", broker.address(listener)));
    words.addAll(List.of("--command-config", file.toString()));
    words.addAll(List.of(more));
    return Cli.run(words.toArray(String[]::new));
  }

  private static void assertRefused(Cli.Outcome outcome, String... words) {
    assertThat(outcome.err()).contains(words).doesNotContain(SecuredBroker.PASSWORD, "\tat ");
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
  }

  static Stream<Arguments> unsecured() {
    return commands()
        .flatMap(
            command ->
                Stream.of(
                    Arguments.of(command, SecurityProtocol.SSL, "requires TLS"),
                    Arguments.of(
                        command,
                        SecurityProtocol.SASL_PLAINTEXT,
                        "requires a login by SASL (PLAIN)"),
                    Arguments.of(command, SecurityProtocol.SASL_SSL, "SASL (PLAIN) and TLS")));
  }

  @ParameterizedTest
  @MethodSource("unsecured")
  void aClientWithoutSecurityIsToldWhatTheListenerWants(
      List<String> command, SecurityProtocol listener, String words) throws IOException {
    assertRefused(
        run(command, listener, Map.of()),
        "trialstream: The Kafka broker at " + broker.address(listener),
        words,
        "this client comes with security.protocol=PLAINTEXT (default)",
        "set security.protocol=" + listener.name);
  }

  /** Those that check the cluster before they do anything. */
  private static Stream<List<String>> starting() {
    return commands().limit(3);
  }

  /** Those that create the topics. */
  private static Stream<List<String>> creating() {
    return starting().filter(command -> !command.get(0).equals("worker"));
  }

  @ParameterizedTest
  @MethodSource("starting")
  void aLoginThatIsNotAcceptedIsSaid(List<String> command) throws IOException {
    assertRefused(
        run(
            command,
            SecurityProtocol.SASL_PLAINTEXT,
            broker.client(SecurityProtocol.SASL_PLAINTEXT, "admin", "not-the-password")),
        "does not accept this client's login",
        "Invalid username or password",
        "sasl.jaas.config");
  }

  @ParameterizedTest
  @MethodSource("starting")
  void aLoginOfOneKindOfClientThatIsNotAcceptedIsSaidToo(List<String> command) throws IOException {
    assertRefused(
        run(
            command,
            SecurityProtocol.SASL_PLAINTEXT,
            broker.client(
                SecurityProtocol.SASL_PLAINTEXT, SecuredBroker.ADMIN, SecuredBroker.PASSWORD),
            "-X",
            "consumer.sasl.jaas.config=" + SecuredBroker.jaas("admin", "not-the-password")),
        "does not accept this client's login");
  }

  @ParameterizedTest
  @MethodSource("starting")
  void aLoginForABrokerThatTakesNoneIsSaid(List<String> command) throws IOException {
    assertRefused(
        run(
            command,
            SecurityProtocol.PLAINTEXT,
            broker.client(
                SecurityProtocol.SASL_PLAINTEXT, SecuredBroker.ADMIN, SecuredBroker.PASSWORD)),
        "has neither TLS nor SASL",
        ".properties, line ",
        "set security.protocol=PLAINTEXT");
  }

  @Test
  void tlsForABrokerThatHasNoneIsSaidWithinTenSecondsOrSo() throws IOException {
    assertRefused(
        run(
            List.of("topics", "create"),
            SecurityProtocol.SASL_PLAINTEXT,
            broker.client(SecurityProtocol.SASL_SSL, SecuredBroker.ADMIN, SecuredBroker.PASSWORD)),
        "requires a login by SASL (PLAIN), without TLS",
        "set security.protocol=SASL_PLAINTEXT");
  }

  @ParameterizedTest
  @MethodSource("starting")
  void aCertificateThatIsNotTrustedIsSaid(List<String> command) throws IOException {
    assertRefused(
        run(command, SecurityProtocol.SSL, Map.of("security.protocol", "SSL")),
        "its certificate is not trusted here",
        "ssl.truststore.location");
  }

  @ParameterizedTest
  @MethodSource("starting")
  void aMissingTrustStoreIsSaid(List<String> command) throws IOException {
    assertRefused(
        run(
            command,
            SecurityProtocol.SSL,
            Map.of("security.protocol", "SSL", "ssl.truststore.location", "/none.p12")),
        "A Kafka client cannot be set up",
        "/none.p12");
  }

  @ParameterizedTest
  @MethodSource("starting")
  void aUserWithoutRightsIsToldWhichAreMissing(List<String> command) throws Exception {
    // Given: somebody else made the topics
    run(List.of("topics", "create"), SecurityProtocol.PLAINTEXT, Map.of());

    // When / Then
    assertRefused(
        run(
            command,
            SecurityProtocol.SASL_SSL,
            broker.client(SecurityProtocol.SASL_SSL, SecuredBroker.GUEST, SecuredBroker.PASSWORD)),
        "trialstream.metrics",
        "grant");
  }

  @Test
  void eachRightThatAWorkerLacksIsNamedBeforeItTakesATrial() throws Exception {
    // Given: topics, and a user who may do all but write metrics and join the share group
    run(
        List.of("topics", "create", "--pool", "default", "-X", "topic.prefix=some."),
        SecurityProtocol.PLAINTEXT,
        Map.of());
    grant(ResourceType.TOPIC, "some.", PatternType.PREFIXED, AclOperation.READ);
    grant(ResourceType.TOPIC, "some.", PatternType.PREFIXED, AclOperation.DESCRIBE_CONFIGS);
    grant(ResourceType.TOPIC, "some.heartbeats", PatternType.LITERAL, AclOperation.WRITE);
    grant(ResourceType.TOPIC, "some.dead-letters", PatternType.LITERAL, AclOperation.WRITE);
    grant(
        ResourceType.GROUP,
        "some-workers-default",
        PatternType.LITERAL,
        AclOperation.ALTER_CONFIGS);

    // When
    Cli.Outcome outcome =
        run(
            List.of("worker", "--allow", "sh", "--data", folder.resolve("worker").toString()),
            SecurityProtocol.SASL_PLAINTEXT,
            broker.client(
                SecurityProtocol.SASL_PLAINTEXT, SecuredBroker.GUEST, SecuredBroker.PASSWORD),
            "-X",
            "topic.prefix=some.");

    // Then
    assertRefused(
        outcome,
        "no right to write topic some.metrics, which a worker must",
        "no right to read group some-workers-default");
    assertThat(outcome.err()).doesNotContain("some.heartbeats", "some.trials.default");
  }

  private static void grant(
      ResourceType type, String name, PatternType pattern, AclOperation operation)
      throws Exception {
    AccessControlEntry entry =
        new AccessControlEntry(
            "User:" + SecuredBroker.GUEST, "*", operation, AclPermissionType.ALLOW);
    try (Admin admin = admin()) {
      admin
          .createAcls(List.of(new AclBinding(new ResourcePattern(type, name, pattern), entry)))
          .all()
          .get();
    }
  }

  private static Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", broker.address(SecurityProtocol.PLAINTEXT)));
  }

  @Test
  void topicsThatDoNotFitAreRefusedByThoseWhoWouldCreateTheOthers() throws Exception {
    // Given: too few partitions; a log that would be compacted
    try (Admin admin = admin()) {
      admin
          .createTopics(
              List.of(
                  new NewTopic("odd.metrics", Optional.of(4), Optional.empty())
                      .configs(Map.of("message.timestamp.type", "LogAppendTime")),
                  new NewTopic("odd.decisions", Optional.of(8), Optional.empty())
                      .configs(Map.of("cleanup.policy", "compact"))))
          .all()
          .get();
    }

    for (List<String> command : creating().toList()) {
      // When / Then
      assertRefused(
          run(command, SecurityProtocol.PLAINTEXT, Map.of(), "-X", "topic.prefix=odd."),
          "odd.metrics has 4 partitions, where 8 were expected",
          "odd.decisions has cleanup.policy=compact, where delete is needed");
    }
  }

  @Test
  void aWorkerRefusesTopicsThatDoNotFit() throws Exception {
    // Given
    run(
        List.of("topics", "create", "-X", "topic.prefix=few."),
        SecurityProtocol.PLAINTEXT,
        Map.of());

    // When / Then
    assertRefused(
        run(
            List.of("worker", "--allow", "sh", "--data", folder.resolve("worker").toString()),
            SecurityProtocol.PLAINTEXT,
            Map.of(),
            "-X",
            "topic.prefix=few.",
            "-X",
            "topic.partitions=16"),
        "few.metrics has 8 partitions, where 16 were expected");
  }

  @ParameterizedTest
  @MethodSource("creating")
  void moreReplicasThanBrokersAreRefused(List<String> command) throws IOException {
    assertRefused(
        run(
            command,
            SecurityProtocol.PLAINTEXT,
            Map.of(),
            "-X",
            "topic.prefix=wide.",
            "-X",
            "replication.factor=3"),
        "cannot be created",
        "Start more brokers, or set replication.factor (-X)");
  }

  @Test
  void aKafkaWithoutShareGroupsIsRefused() throws Exception {
    // Given
    Path data = Files.createTempDirectory(folder, "unshared");
    SecuredBroker.format(data.resolve("data"), "share.version", (short) 0);
    try (SecuredBroker unshared = SecuredBroker.start(data)) {
      for (List<String> command : starting().toList()) {
        List<String> words = new ArrayList<>(command);
        words.addAll(List.of("--bootstrap-server", unshared.address(SecurityProtocol.PLAINTEXT)));

        // When / Then
        assertRefused(
            Cli.run(words.toArray(String[]::new)),
            "has its share groups switched off (share.version is 0)",
            "kafka-features.sh");
      }
    }
  }

  @Test
  void aClusterWhoseOwnTopicsCannotBeIsRefused() throws Exception {
    // Given: what Kafka has by default, for three brokers
    Path data = Files.createTempDirectory(folder, "alone");
    Map<String, String> defaults =
        Map.of(
            "offsets.topic.replication.factor", "3",
            "transaction.state.log.min.isr", "2");
    try (SecuredBroker alone = SecuredBroker.start(data, defaults)) {

      // When
      Cli.Outcome outcome =
          Cli.run(
              "topics", "create", "--bootstrap-server", alone.address(SecurityProtocol.PLAINTEXT));

      // Then
      assertRefused(
          outcome,
          "Kafka cannot create its topic __consumer_offsets: offsets.topic.replication.factor is 3, and there are 1 brokers",
          "Kafka could not write to its topic __transaction_state: transaction.state.log.min.isr is 2, of 1 replicas");
    }
  }
}
