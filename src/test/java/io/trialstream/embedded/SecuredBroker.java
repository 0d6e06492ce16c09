package io.trialstream.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * A broker with a listener for each of Kafka's security protocols, TLS by a certificate of its own,
 * SASL by {@code PLAIN}, and access control: {@value #ADMIN} and who comes in without a name may do
 * everything, {@value #GUEST} what a test grants.
 */
public final class SecuredBroker implements AutoCloseable {
  public static final String ADMIN = "admin";
  public static final String GUEST = "guest";

  /** The users' passwords, and those of the stores. */
  public static final String PASSWORD = "hush-hush-hush";

  private final Map<SecurityProtocol, Integer> ports = new EnumMap<>(SecurityProtocol.class);
  private final EmbeddedBroker broker;
  private final Path trusted;

  /**
   * Starts it.
   *
   * @param folder for its data and its certificates
   */
  public static SecuredBroker start(Path folder) throws Exception {
    return new SecuredBroker(folder, Map.of());
  }

  /** As {@link #start(Path)}, with settings of Kafka that go before its own. */
  public static SecuredBroker start(Path folder, Map<String, String> settings) throws Exception {
    return new SecuredBroker(folder, settings);
  }

  private SecuredBroker(Path folder, Map<String, String> others) throws Exception {
    Path store = Files.createDirectories(folder).resolve("broker.p12");
    trusted = folder.resolve("trusted.p12");
    certify(store, trusted);
    Map<String, String> settings = new HashMap<>(listeners());
    settings.put("sasl.enabled.mechanisms", "PLAIN");
    String users =
        jaas(ADMIN, PASSWORD).replace(";", "")
            + " user_%s=\"%s\" user_%s=\"%s\";".formatted(ADMIN, PASSWORD, GUEST, PASSWORD);
    settings.put("listener.name.sasl_plaintext.plain.sasl.jaas.config", users);
    settings.put("listener.name.sasl_ssl.plain.sasl.jaas.config", users);
    settings.put("ssl.keystore.location", store.toString());
    settings.put("ssl.keystore.password", PASSWORD);
    settings.put("ssl.keystore.type", "PKCS12");
    settings.put(
        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    settings.put("super.users", "User:ANONYMOUS;User:" + ADMIN);
    settings.putAll(others);
    broker =
        EmbeddedBroker.start(folder.resolve("data"), port(SecurityProtocol.PLAINTEXT), settings);
  }

  private Map<String, String> listeners() {
    List<String> addresses = new ArrayList<>();
    List<String> protocols = new ArrayList<>();
    for (SecurityProtocol protocol : SecurityProtocol.values()) {
      ports.put(protocol, Ports.free());
      addresses.add("%s://127.0.0.1:%d".formatted(protocol, port(protocol)));
      protocols.add("%s:%s".formatted(protocol, protocol));
    }
    String served = String.join(",", addresses);
    return Map.of(
        "listeners", served + ",CONTROLLER://127.0.0.1:" + controller(),
        "advertised.listeners", served,
        "inter.broker.listener.name", "PLAINTEXT",
        "listener.security.protocol.map", String.join(",", protocols) + ",CONTROLLER:PLAINTEXT",
        "controller.quorum.voters", "1@127.0.0.1:" + controller());
  }

  private int controller = -1;

  private int controller() {
    controller = controller < 0 ? Ports.free() : controller;
    return controller;
  }

  private int port(SecurityProtocol protocol) {
    return ports.getOrDefault(protocol, -1);
  }

  /** {@code host:port} of the listener. */
  public String address(SecurityProtocol protocol) {
    return "127.0.0.1:" + port(protocol);
  }

  /** What a client needs to come in by the protocol as the user; TLS trusts the certificate. */
  public Map<String, String> client(SecurityProtocol protocol, String user, String password) {
    Map<String, String> settings = new HashMap<>();
    settings.put("security.protocol", protocol.name);
    if (protocol.name.startsWith("SASL")) {
      settings.put("sasl.mechanism", "PLAIN");
      settings.put("sasl.jaas.config", jaas(user, password));
    }
    if (protocol.name.endsWith("SSL")) {
      settings.put("ssl.truststore.location", trusted.toString());
      settings.put("ssl.truststore.password", PASSWORD);
    }
    return settings;
  }

  /** A login of the mechanism {@code PLAIN}. */
  public static String jaas(String user, String password) {
    return "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%s\" password=\"%s\";"
        .formatted(user, password);
  }

  /** Formats a directory for a broker that has the feature at this level. */
  public static void format(Path data, String feature, short level) throws Exception {
    Path metadata = Files.createDirectories(data.resolve("metadata"));
    Path topics = Files.createDirectories(data.resolve("topics"));
    new Formatter()
        .setPrintStream(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
        .setNodeId(BrokerSettings.NODE_ID)
        .setClusterId(Uuid.randomUuid().toString())
        .setControllerListenerName(BrokerSettings.CONTROLLER_LISTENER)
        .setDirectories(List.of(metadata.toString(), topics.toString()))
        .setMetadataLogDirectory(metadata.toString())
        .setFeatureLevel(feature, level)
        .run();
  }

  /** A key with its certificate, and a store that trusts it. */
  private static void certify(Path store, Path trusted) throws IOException, InterruptedException {
    Path certificate = store.resolveSibling("broker.crt");
    keytool(
        "-genkeypair -alias broker -keyalg RSA -dname CN=localhost -validity 2 -storetype PKCS12",
        "-ext",
        "SAN=ip:127.0.0.1,dns:localhost",
        "-keystore",
        store.toString());
    keytool(
        "-exportcert -alias broker",
        "-file",
        certificate.toString(),
        "-keystore",
        store.toString());
    keytool(
        "-importcert -noprompt -alias broker -storetype PKCS12",
        "-file",
        certificate.toString(),
        "-keystore",
        trusted.toString());
  }

  private static void keytool(String words, String... more)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(words.split(" ")));
    command.addAll(List.of(more));
    command.addAll(List.of("-storepass", PASSWORD));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("keytool: " + output);
    }
  }

  @Override
  public void close() {
    broker.close();
  }
}
