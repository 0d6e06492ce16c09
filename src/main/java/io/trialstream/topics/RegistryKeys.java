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
import org.apache.kafka.common.config.types.Password;

/** The keys of the schema registry; behind their prefix they are named as Apicurio's serdes do. */
final class RegistryKeys {
  static final String PREFIX = "schema.registry.";
  static final String URL = PREFIX + "url";

  private static final List<Key> SETTINGS =
      List.of(
          new Key("auth.username", Type.STRING, "The user at the schema registry."),
          new Key("auth.password", Type.PASSWORD, "That user's password."),
          new Key(
              "auth.service.token.endpoint",
              Type.STRING,
              "Where tokens for the schema registry are given out (OAuth 2, client credentials)."),
          new Key("auth.client.id", Type.STRING, "The client that is given tokens."),
          new Key("auth.client.secret", Type.PASSWORD, "That client's secret."),
          new Key("auth.client.scope", Type.STRING, "The tokens' scope, where one is needed."),
          new Key(
              "tls.truststore.location",
              Type.STRING,
              "The file of certificates that the schema registry's is checked with; empty: those of Java."),
          new Key("tls.truststore.password", Type.PASSWORD, "That file's password."),
          new Key(
              "tls.truststore.type",
              Type.STRING,
              "That file's format.",
              Optional.of(ConfigDef.ValidString.in("", "JKS", "PKCS12", "PEM"))),
          new Key(
              "tls.certificates",
              Type.STRING,
              "The same as PEM files, with commas between, or as their text."),
          new Key("proxy.host", Type.STRING, "The HTTP proxy before the schema registry."),
          new Key(
              "proxy.port",
              Type.STRING,
              "That proxy's port; empty: 8080.",
              Optional.of(new Port())));

  private RegistryKeys() {}

  /**
   * A setting that the registry's client is given.
   *
   * @param name behind the prefix
   * @param what it is
   * @param range what it may be; empty: anything
   */
  private record Key(String name, Type type, String what, Optional<ConfigDef.Validator> range) {
    Key(String name, Type type, String what) {
      this(name, type, what, Optional.empty());
    }
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
      keys.define(PREFIX + key.name, key.type, "", key.range.orElse(null), MEDIUM, key.what);
    }
    return keys;
  }

  /** The settings by Apicurio's names, and where the registry is; the address must be there. */
  static RegistrySettings settings(AbstractConfig config) {
    Map<String, String> settings = new HashMap<>();
    for (Key key : SETTINGS) {
      Object value = config.values().get(PREFIX + key.name);
      String text = value instanceof Password secret ? secret.value() : String.valueOf(value);
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

  /** A port, or nothing. */
  private static final class Port implements ConfigDef.Validator {
    @Override
    public void ensureValid(String name, Object value) {
      if (!String.valueOf(value).matches("|\\d{1,5}")) {
        throw new ConfigException(name, value, "the number of a port was expected");
      }
    }

    @Override
    public String toString() {
      return "a port";
    }
  }
}
