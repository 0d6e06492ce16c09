package io.trialstream.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.apicurio.registry.resolver.client.RegistryClientFacadeImpl;
import io.apicurio.registry.rest.client.RegistryClient;
import io.apicurio.registry.serde.avro.AvroKafkaDeserializer;
import io.apicurio.registry.serde.avro.AvroKafkaSerializer;
import io.kiota.http.jdk.JDKRequestAdapter;
import io.trialstream.avro.Heartbeat;
import io.trialstream.avro.MetricEvent;
import io.trialstream.testing.RegistryProcess;
import io.trialstream.topics.schema.RegistryException;
import io.trialstream.topics.schema.SchemaVersions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.avro.Schema;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class SchemaRegistryIT {
  private static final String CCOMPAT = "/apis/ccompat/v7";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path folder;
  private static RegistryProcess registry;

  @BeforeAll
  static void start() {
    registry = RegistryProcess.start(folder, Map.of());
  }

  @AfterAll
  static void stop() {
    if (registry != null) {
      registry.close();
    }
  }

  /** Topics of their own, with a memory of their own. */
  private static TrialstreamConfig config(String prefix) {
    return new TrialstreamConfig(
        Map.of("topic.prefix", prefix, "schema.registry.url", registry.address()));
  }

  private static AvroCodec<MetricEvent> codec(String prefix) {
    return config(prefix).topics().metrics().codec();
  }

  private static Schema newest() {
    return SchemaVersions.of(MetricEvent.class).newest();
  }

  private static int id(byte[] value) {
    assertThat(value[0]).isZero();
    return ByteBuffer.wrap(value).getInt(1);
  }

  private static Schema schemaAt(int id) throws Exception {
    var answer = registry.get(CCOMPAT + "/schemas/ids/" + id);
    assertThat(answer.statusCode()).isEqualTo(200);
    return new Schema.Parser().parse(JSON.readTree(answer.body()).get("schema").asText());
  }

  /** Registers a schema as a Confluent client does; its id. */
  private static int register(RegistryProcess at, String subject, String schema) throws Exception {
    var answer =
        at.post(
            CCOMPAT + "/subjects/" + subject + "/versions",
            JSON.writeValueAsString(Map.of("schema", schema)));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body()).get("id").asInt();
  }

  @Test
  void everyTopicHasASubjectThatConfluentsClientsFind() throws Exception {
    // Given
    TrialstreamConfig config = config("all.");

    // When
    WireStart.register(config, List.of("default", "gpu"));

    // Then
    List<String> subjects =
        List.of(JSON.readValue(registry.get(CCOMPAT + "/subjects").body(), String[].class));
    assertThat(subjects)
        .contains(
            "all.requests-value",
            "all.metrics-value",
            "all.heartbeats-value",
            "all.commands-value",
            "all.decisions-value",
            "all.experiments-value",
            "all.leaderboard-value",
            "all.dead-letters-value",
            "all.trials.default-value",
            "all.trials.gpu-value");
    for (Topic<?> topic : config.topics().fixed()) {
      var answer =
          registry.get(CCOMPAT + "/subjects/" + topic.name() + "-value/versions/latest/schema");
      assertThat(new Schema.Parser().parse(answer.body()))
          .isEqualTo(SchemaVersions.of(topic.type()).newest());
    }
  }

  @Test
  void theIdOnTheWireIsTheOneThatConfluentsClientsAskFor() throws Exception {
    byte[] value = codec("wire.").encode(OtherVersions.read());

    assertThat(schemaAt(id(value))).isEqualTo(newest());
  }

  @Test
  void whatIsWrittenIsByteForByteWhatApicuriosSerializerWrites() {
    // Given
    String topic = "bytes.metrics";
    byte[] value = codec("bytes.").encode(OtherVersions.read());
    Map<String, Object> settings =
        Map.of("apicurio.registry.url", registry.address(), "apicurio.registry.find-latest", true);

    // When
    byte[] theirs;
    try (AvroKafkaSerializer<MetricEvent> serializer = new AvroKafkaSerializer<>(facade())) {
      serializer.configure(settings, false);
      theirs = serializer.serialize(topic, OtherVersions.read());
    }

    // Then
    assertThat(value).isEqualTo(theirs);
  }

  @Test
  void apicuriosDeserializerReadsWhatIsWritten() {
    byte[] value = codec("read.").encode(OtherVersions.read());

    try (AvroKafkaDeserializer<MetricEvent> deserializer = new AvroKafkaDeserializer<>(facade())) {
      deserializer.configure(
          Map.of(
              "apicurio.registry.url",
              registry.address(),
              "apicurio.registry.use-specific-avro-reader",
              true),
          false);
      assertThat(deserializer.deserialize("read.metrics", value)).isEqualTo(OtherVersions.read());
    }
  }

  private static RegistryClientFacadeImpl facade() {
    JDKRequestAdapter http = new JDKRequestAdapter();
    http.setBaseUrl(registry.address() + "/apis/registry/v3");
    return new RegistryClientFacadeImpl(new RegistryClient(http));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "/apis/registry/v3", "/apis/ccompat/v7"})
  void anyAddressOfTheRegistryDoes(String path) {
    TrialstreamConfig config =
        new TrialstreamConfig(Map.of("schema.registry.url", registry.address() + path));

    WireStart.requireRegistry(config);

    assertThat(config.topics().format())
        .hasToString("the wire format of the schema registry at " + registry.address());
  }

  @Test
  void whatAnEarlierVersionWroteIsRead() throws Exception {
    // Given
    int id = register(registry, "earlier.metrics-value", OtherVersions.EARLIER.toString());
    AvroCodec<MetricEvent> codec = codec("earlier.");
    byte[] value = OtherVersions.confluent(OtherVersions.EARLIER, id);

    // When
    MetricEvent read = codec.decode(value);

    // Then
    assertThat(read).isEqualTo(OtherVersions.read());
    assertThat(MetricView.read(value, codec).event()).isEqualTo(OtherVersions.read());
  }

  @Test
  void whatALaterVersionWroteIsReadByThisOne() throws Exception {
    // Given: a later version has registered its schema behind this one's
    AvroCodec<MetricEvent> codec = codec("later.");
    codec.register();
    int id = register(registry, "later.metrics-value", OtherVersions.LATER.toString());
    byte[] value = OtherVersions.confluent(OtherVersions.LATER, id);

    // When
    MetricEvent read = codec.decode(value);

    // Then
    assertThat(read).isEqualTo(OtherVersions.read());
    assertThat(MetricView.read(value, codec).value()).isEqualTo(0.25);
    assertThat(id(codec("later.").encode(read))).as("it goes on writing its own").isNotEqualTo(id);
  }

  @Test
  void theLogIsReadInPlace() {
    AvroCodec<MetricEvent> codec = codec("place.");
    byte[] value = codec.encode(OtherVersions.read());

    MetricView view = MetricView.read(value, codec);

    assertThat(view.bytes()).isSameAs(value);
    assertThat(view.event()).isEqualTo(OtherVersions.read());
    assertThat(MetricView.read(view.singleObject()).event()).isEqualTo(OtherVersions.read());
  }

  @Test
  void recordsFromBeforeTheRegistryAreRead() {
    byte[] value = new AvroCodec<>(MetricEvent.class).encode(OtherVersions.read());

    assertThat(codec("before.").decode(value)).isEqualTo(OtherVersions.read());
  }

  @Test
  void anIdThatTheRegistryDoesNotKnowIsRefused() {
    byte[] value = OtherVersions.confluent(newest(), 987_654);

    assertThatThrownBy(() -> codec("unknown.").decode(value))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("id 987654")
        .hasMessageContaining("does not know");
  }

  @Test
  void anIdOfASchemaOfAnotherKindIsRefusedAndHoldsNobodyUp() throws Exception {
    // Given: others keep theirs in the same registry
    var theirs =
        registry.post(
            "/apis/registry/v3/groups/default/artifacts",
            """
            {"artifactId": "other-value", "artifactType": "JSON", "firstVersion":
              {"content": {"content": "{\\"type\\": \\"object\\"}", "contentType": "application/json"}}}
            """);
    assertThat(theirs.statusCode()).as(theirs.body()).isEqualTo(200);
    int id = JSON.readTree(theirs.body()).at("/version/contentId").asInt();
    byte[] value = OtherVersions.confluent(newest(), id);

    // When, Then
    assertThatThrownBy(() -> codec("kind.").decode(value))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("is no Avro schema");
  }

  @Test
  void aRecordOfAnotherTypeIsRefused() {
    AvroCodec<Heartbeat> heartbeats = config("type.").topics().heartbeats().codec();
    byte[] value =
        heartbeats.encode(
            Heartbeat.newBuilder()
                .setExperiment("e")
                .setTrial("e_0")
                .setAttempt(1)
                .setExecution("x")
                .setWorker("w")
                .setInbox(0)
                .setTime(Instant.EPOCH)
                .build());

    assertThatThrownBy(() -> codec("type.").decode(value))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("io.trialstream.avro.Heartbeat")
        .hasMessageContaining("cannot be read as a MetricEvent");
  }

  @Test
  void aSubjectWithAnotherSchemaIsRefusedThoughTheRegistryHasNoRule() throws Exception {
    register(
        registry, "taken.metrics-value", "{\"type\":\"record\",\"name\":\"Other\",\"fields\":[]}");
    TrialstreamConfig config = config("taken.");

    assertThatThrownBy(() -> WireStart.register(config, List.of()))
        .isInstanceOf(RegistryException.Refused.class)
        .hasMessageContaining("Subject taken.metrics-value")
        .hasMessageContaining("a Other is registered")
        .hasMessageContaining("set another topic.prefix");
  }

  @Test
  void aSubjectWithAnIncompatibleVersionIsRefusedWithWhatDiffers() throws Exception {
    String incompatible =
        newest()
            .toString()
            .replace(
                "\"name\":\"attempt\",\"type\":\"int\"",
                "\"name\":\"attempt\",\"type\":\"string\"");
    register(registry, "differs.metrics-value", incompatible);
    TrialstreamConfig config = config("differs.");

    assertThatThrownBy(() -> WireStart.register(config, List.of()))
        .isInstanceOf(RegistryException.Refused.class)
        .hasMessageContaining("differs.metrics-value")
        .hasMessageContaining("reader type: INT not compatible with writer type: STRING")
        .hasMessageContaining("/fields/2/type");
  }

  @Test
  void versionsThatReadEachOtherPassTheRegistrysOwnRule() throws Exception {
    // Given: the registry holds every version against every other
    register(registry, "rules.metrics-value", OtherVersions.EARLIER.toString());
    var rule =
        registry.post(
            "/apis/registry/v3/groups/default/artifacts/rules.metrics-value/rules",
            "{\"ruleType\":\"COMPATIBILITY\",\"config\":\"FULL_TRANSITIVE\"}");
    assertThat(rule.statusCode()).isEqualTo(204);

    // When
    WireStart.register(config("rules."), List.of());

    // Then
    assertThat(
            JSON.readTree(registry.get(CCOMPAT + "/subjects/rules.metrics-value/versions").body())
                .size())
        .isEqualTo(2);
  }

  @Test
  void whatTheRegistrysRulesRefuseIsSaid() throws Exception {
    // Given: the last version goes with this one, the first does not
    String first =
        newest()
            .toString()
            .replace(
                "\"name\":\"metric\",\"type\":[\"null\",\"string\"]",
                "\"name\":\"metric\",\"type\":[\"null\",\"bytes\",\"int\"]");
    assertThat(first).isNotEqualTo(newest().toString());
    register(registry, "strict.metrics-value", first);
    register(registry, "strict.metrics-value", OtherVersions.EARLIER.toString());
    var rule =
        registry.post(
            "/apis/registry/v3/groups/default/artifacts/strict.metrics-value/rules",
            "{\"ruleType\":\"COMPATIBILITY\",\"config\":\"FULL_TRANSITIVE\"}");
    assertThat(rule.statusCode()).isEqualTo(204);

    // When, Then
    assertThatThrownBy(() -> WireStart.register(config("strict."), List.of()))
        .isInstanceOf(RegistryException.Refused.class)
        .hasMessageContaining("refuses the schema MetricEvent for the subject strict.metrics-value")
        .hasMessageContaining("/fields/7/type");
  }

  @Test
  void aRecordWaitsForARegistryThatIsAway() throws Exception {
    // Given
    int id = register(registry, "away.metrics-value", OtherVersions.EARLIER.toString());
    byte[] value = OtherVersions.confluent(OtherVersions.EARLIER, id);
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    AvroCodec<MetricEvent> codec =
        new TrialstreamConfig(Map.of("schema.registry.url", "http://127.0.0.1:" + port))
            .topics()
            .metrics()
            .codec();
    CompletableFuture<MetricEvent> read = CompletableFuture.supplyAsync(() -> codec.decode(value));
    await().during(Duration.ofMillis(500)).until(() -> !read.isDone());

    // When
    HttpServer back = forwarding(port);

    // Then
    try {
      assertThat(read).succeedsWithin(Duration.ofSeconds(20)).isEqualTo(OtherVersions.read());
    } finally {
      back.stop(0);
    }
    assertThat(codec.decode(value)).as("not asked again").isEqualTo(OtherVersions.read());
  }

  /** The registry, on another port. */
  private static HttpServer forwarding(int port) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext(
        "/",
        exchange -> {
          try {
            HttpResponse<String> answer = registry.get(exchange.getRequestURI().toString());
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            answer
                .headers()
                .firstValue("Content-Type")
                .ifPresent(type -> exchange.getResponseHeaders().add("Content-Type", type));
            exchange.sendResponseHeaders(answer.statusCode(), body.length);
            exchange.getResponseBody().write(body);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } finally {
            exchange.close();
          }
        });
    server.start();
    return server;
  }
}
