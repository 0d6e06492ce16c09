package io.trialstream.topics;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.trialstream.topics.schema.RegistrySettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigException;

/** The keys of the schema registry; behind their prefix they are named as Apicurio's serdes do. */
final class RegistryKeys {
  static final String PREFIX = "schema.registry.";
  static final String URL = PREFIX + "url";

  private static final List<Key> SETTINGS =
      List.of(
          new Key("auth.username", "The user at the schema registry."),
          new Key("auth.password", "That user's password."),
          new Key(
              "auth.service.token.endpoint",
              "Where tokens for the schema registry are given out (OAuth 2, client credentials)."),
          new Key("auth.client.id", "The client that is given tokens."),
          new Key("auth.client.secret", "That client's secret."),
          new Key("auth.client.scope", "The tokens' scope, where one is needed."),
          new Key(
              "tls.truststore.location",
              "The file of certificates that the schema registry's is checked with; empty: those of Java."),
          new Key("tls.truststore.password", "That file's password."),
          new Key(
              "tls.truststore.type",
              Type.STRING,
              "JKS",
              Optional.of(ConfigDef.ValidString.in("JKS", "PKCS12", "PEM")),
              "That file's format."),
          new Key("tls.certificates", "The same as PEM files, with commas between, or as text."),
          new Key("proxy.host", "The HTTP proxy before the schema registry."),
          new Key(
              "proxy.port",
              Type.INT,
              8080,
              Optional.of(ConfigDef.Range.between(1, 65_535)),
              "That proxy's port."));

  private RegistryKeys() {}

  /**
   * A setting that the registry's client is given.
   *
   * @param name behind the prefix
   * @param range what it may be; empty: anything
   * @param what it is
   */
  private record Key(
      String name, Type type, Object preset, Optional<ConfigDef.Validator> range, String what) {
    Key(String name, String what) {
      this(name, Type.STRING, "", Optional.empty(), what);
    }
  }

  /** Whether the key says how to reach a registry rather than which. */
  static boolean isDetail(String key) {
    return key.startsWith(PREFIX) && !key.equals(URL);
  }

  /** Adds them. */
  static ConfigDef define(ConfigDef keys) {
    keys.define(
        URL,
        Type.STRING,
        "",
        new Address(),
        HIGH,
        "The address of an Apicurio Registry; with it all topics are in the wire format of Confluent's clients, without it in Avro's single-object encoding (see schemas.md).");
    for (Key key : SETTINGS) {
      keys.define(
          PREFIX + key.name, key.type, key.preset, key.range.orElse(null), MEDIUM, key.what);
    }
    return keys;
  }

  /** The settings by Apicurio's names, and where the registry is; the address must be there. */
  static RegistrySettings settings(AbstractConfig config) {
    Map<String, String> settings = new HashMap<>();
    for (Key key : SETTINGS) {
      String text = String.valueOf(config.values().get(PREFIX + key.name));
      if (!text.isEmpty()) {
        settings.put(key.name, text);
      }
    }
    return RegistrySettings.of(config.getString(URL), settings);
  }

  /** An address, or nothing. */
  private static final class Address implements ConfigDef.Validator {
    @Override
    public void ensureValid(String name, Object value) {
      String address = String.valueOf(value);
      if (!address.isEmpty()) {
        try {
          RegistrySettings.base(address);
        } catch (IllegalArgumentException e) {
          throw new ConfigException(name, Secrets.withoutUser(address), e.getMessage());
        }
      }
    }

    @Override
    public String toString() {
      return "an http or https address";
    }
  }
}
