package io.trialstream.topics;

import io.trialstream.topics.ListenerProbe.Listener;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.IllegalSaslStateException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnsupportedSaslMechanismException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** What keeps a client from its brokers, as a sentence that says what to do. */
final class AdminFailures {
  private final TrialstreamConfig config;
  private final String brokers;
  private final String protocol;

  /**
   * @param client the client's settings
   */
  AdminFailures(TrialstreamConfig config, Map<String, Object> client) {
    this.config = config;
    this.brokers = config.bootstrapServers();
    this.protocol =
        String.valueOf(
                client.getOrDefault(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, "PLAINTEXT"))
            .strip()
            .toUpperCase(Locale.ROOT);
  }

  /**
   * Asks the listener what it wants, where the client has neither TLS nor a login: without them it
   * could wait for long, or take TLS for a huge record, and never hear why.
   *
   * @throws TopicAdminException where the listener wants either
   */
  void requireNothingMore() {
    if (protocol.equals("PLAINTEXT")) {
      misfit()
          .ifPresent(
              sentence -> {
                throw new TopicAdminException(sentence);
              });
    }
  }

  /** What to throw for a call's failure. */
  RuntimeException of(Throwable cause) {
    if (cause instanceof TimeoutException) {
      return silence(cause);
    }
    if (cause instanceof UnsupportedVersionException) {
      return failure(
          "The Kafka broker at %s is too old, Trialstream needs 4.2 or later: %s"
              .formatted(brokers, cause.getMessage()),
          cause);
    }
    Optional<String> refusal = refusal(cause);
    if (refusal.isPresent()) {
      return failure(refusal.get(), cause);
    }
    return cause instanceof KafkaException kafka ? kafka : new KafkaException(cause);
  }

  private Optional<String> refusal(Throwable cause) {
    if (cause instanceof SaslAuthenticationException) {
      return Optional.of(
          "The Kafka broker at %s does not accept this client's login (%s): check sasl.jaas.config and sasl.mechanism."
              .formatted(brokers, cause.getMessage()));
    }
    if (cause instanceof UnsupportedSaslMechanismException) {
      return Optional.of(
          "The Kafka broker at %s has no such login (%s): set sasl.mechanism to one that it has."
              .formatted(brokers, cause.getMessage()));
    }
    if (cause instanceof IllegalSaslStateException) {
      return Optional.of(
          misfit()
              .orElseGet(
                  () ->
                      "The Kafka broker at %s does not take this client's login: %s"
                          .formatted(brokers, cause.getMessage())));
    }
    if (cause instanceof SslAuthenticationException) {
      return Optional.of(tls(cause));
    }
    if (cause instanceof AuthorizationException) {
      return Optional.of(
          "The Kafka broker at %s does not let this client do what it must (%s): grant its user the rights that docs/configuration.md lists."
              .formatted(brokers, cause.getMessage()));
    }
    return Optional.empty();
  }

  private String tls(Throwable cause) {
    String reason = reason(cause);
    String advice;
    if (reason.contains("certification path") || reason.contains("PKIX")) {
      advice =
          "its certificate is not trusted here; set ssl.truststore.location, or ssl.truststore.certificates, to what signed it";
    } else if (reason.contains("subject alternative") || reason.contains("No name matching")) {
      advice =
          "its certificate is for other addresses; use one of those, or have one made for this one";
    } else {
      advice =
          "where it wants a certificate of the client, set ssl.keystore.location; check ssl.enabled.protocols too";
    }
    return "No TLS connection with the Kafka broker at %s: %s (%s)."
        .formatted(brokers, advice, reason);
  }

  private RuntimeException silence(Throwable cause) {
    Optional<Listener> listener = ListenerProbe.first(addresses());
    if (listener.isEmpty()) {
      return new BrokerUnreachableException(brokers, cause);
    }
    return failure(
        misfit(listener.get())
            .orElseGet(
                () ->
                    "A Kafka broker answers at %s, but not those to which it sends its clients, or not in time: check its advertised.listeners, and that this machine reaches them."
                        .formatted(brokers)),
        cause);
  }

  private Optional<String> misfit() {
    return ListenerProbe.first(addresses()).flatMap(this::misfit);
  }

  private Optional<String> misfit(Listener listener) {
    String wanted = listener.protocol();
    if (wanted.equals(protocol)) {
      return Optional.empty();
    }
    String source = config.setting(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG).source();
    return Optional.of(
        "The Kafka broker at %s %s, and this client comes with security.protocol=%s%s: set security.protocol=%s%s; or take the address of another listener."
            .formatted(
                brokers,
                wants(listener),
                protocol,
                source.isEmpty() ? "" : " (" + source + ")",
                wanted,
                needs(listener)));
  }

  private static String wants(Listener listener) {
    if (listener.sasl()) {
      return "requires a login by SASL (%s)%s"
          .formatted(
              String.join(", ", listener.mechanisms()),
              listener.tls() ? " and TLS" : ", without TLS");
    }
    return listener.tls() ? "requires TLS, and no login by SASL" : "has neither TLS nor SASL";
  }

  private static String needs(Listener listener) {
    String sasl = listener.sasl() ? ", sasl.mechanism and sasl.jaas.config" : "";
    String tls =
        listener.tls() ? ", and ssl.truststore.location where its certificate is your own" : "";
    String where = listener.sasl() ? ", best in a file for --command-config" : "";
    return sasl + tls + where;
  }

  private List<String> addresses() {
    return List.of(brokers.split(","));
  }

  /** The client's settings do not fit together. */
  TopicAdminException unusable(Throwable cause) {
    return failure(TopicAdminException.unusableClient(cause), cause);
  }

  private TopicAdminException failure(String sentence, Throwable cause) {
    return new TopicAdminException(Secrets.printable(config.withoutSecrets(sentence)), cause);
  }

  /** The words of the cause that is at the bottom, and of Kafka's that says what it was about. */
  static String reason(Throwable failure) {
    String words = "";
    Throwable cause = failure;
    while (cause != null) {
      String message = cause.getMessage();
      boolean empty = message == null || message.startsWith("Failed to c");
      if (!empty && !words.contains(message)) {
        boolean file = cause instanceof NoSuchFileException;
        words = (words.isEmpty() ? "" : words + ": ") + (file ? "there is no such file" : message);
      }
      cause = cause.getCause();
    }
    return words.isEmpty() ? String.valueOf(failure) : words;
  }
}
