package io.trialstream.topics.schema;

import com.microsoft.kiota.RequestInformation;
import io.apicurio.registry.client.common.RegistryClientOptions;
import io.apicurio.registry.client.common.auth.JdkAuthFactory;
import io.apicurio.registry.client.common.ssl.JdkSslContextFactory;
import io.kiota.http.jdk.JDKRequestAdapter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Optional;

/*
 * Apicurio's own factory of clients needs Vert.x and Netty on the class path even where it is told to
 * use the JDK's client, which has no time limit there. So the JDK's client is set up here, with the
 * parts of Apicurio's library that do it: its TLS settings and its OAuth 2.
 */
/**
 * Apicurio's client of a registry over the JDK's HTTP client, with a time limit for each request.
 */
final class RegistryHttp extends JDKRequestAdapter {
  private static final Duration PATIENCE = Duration.ofSeconds(4);

  private final Optional<JdkAuthFactory.TokenProvider> tokens;
  private final Optional<String> basic;

  /** Whoever gives out tokens gave none: the registry was not asked. */
  static final class NoTokenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoTokenException(Throwable cause) {
      super(cause);
    }
  }

  private RegistryHttp(HttpClient http, RegistrySettings settings) {
    super(http);
    this.basic =
        settings
            .get("auth.username")
            .map(
                user ->
                    JdkAuthFactory.buildBasicAuthHeaderValue(
                        user, settings.get("auth.password").orElse("")));
    this.tokens =
        settings
            .get("auth.service.token.endpoint")
            .map(
                endpoint ->
                    JdkAuthFactory.buildOAuth2TokenProvider(
                        http,
                        endpoint,
                        settings.get("auth.client.id").orElse(""),
                        settings.get("auth.client.secret").orElse(""),
                        settings.get("auth.client.scope").orElse(null)));
    setBaseUrl(settings.base() + "/apis/registry/v3");
  }

  /**
   * @throws RegistryException.Refused where the settings of TLS cannot be used
   */
  static RegistryHttp of(RegistrySettings settings) {
    HttpClient.Builder http =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE);
    settings
        .get("proxy.host")
        .ifPresent(
            host ->
                http.proxy(
                    ProxySelector.of(
                        new InetSocketAddress(
                            host, Integer.parseInt(settings.get("proxy.port").orElse("8080"))))));
    RegistryClientOptions tls = tls(settings);
    if (JdkSslContextFactory.hasSslConfig(tls)) {
      try {
        http.sslContext(JdkSslContextFactory.createSslContext(tls));
      } catch (RuntimeException e) {
        throw new RegistryException.Refused(
            "The settings schema.registry.tls.* cannot be used: %s".formatted(e.getMessage()), e);
      }
    }
    return new RegistryHttp(http.build(), settings);
  }

  private static RegistryClientOptions tls(RegistrySettings settings) {
    RegistryClientOptions options = RegistryClientOptions.create(settings.base().toString());
    Optional<String> location = settings.get("tls.truststore.location");
    Optional<String> certificates = settings.get("tls.certificates");
    if (location.isPresent()) {
      String password = settings.get("tls.truststore.password").orElse("");
      return switch (settings.get("tls.truststore.type").orElse("JKS")) {
        case "PKCS12" -> options.trustStorePkcs12(location.get(), password);
        case "PEM" -> options.trustStorePem(location.get());
        default -> options.trustStoreJks(location.get(), password);
      };
    }
    if (certificates.isEmpty()) {
      return options;
    }
    return certificates.get().contains("-----BEGIN CERTIFICATE-----")
        ? options.trustStorePemContent(certificates.get())
        : options.trustStorePem(certificates.get().split("\\s*,\\s*"));
  }

  @Override
  protected HttpRequest getRequestFromRequestInformation(RequestInformation request) {
    basic.ifPresent(header -> request.headers.tryAdd("Authorization", header));
    tokens.ifPresent(
        provider -> {
          try {
            request.headers.tryAdd("Authorization", "Bearer " + provider.getToken());
          } catch (IOException | IllegalArgumentException e) {
            throw new NoTokenException(e);
          }
        });
    return HttpRequest.newBuilder(
            super.getRequestFromRequestInformation(request), (name, value) -> true)
        .timeout(PATIENCE)
        .build();
  }
}
