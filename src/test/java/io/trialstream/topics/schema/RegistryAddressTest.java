package io.trialstream.topics.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(15)
class RegistryAddressTest {

  private static Throwable check(String address, Map<String, String> settings) {
    SchemaRegistry registry = new SchemaRegistry(RegistrySettings.of(address, settings));
    Throwable error = catchThrowable(registry::check);
    assertThat(error).isInstanceOf(RegistryException.Unavailable.class);
    return error;
  }

  private static Throwable check(String address) {
    return check(address, Map.of());
  }

  /** What answers everything with this. */
  private static HttpServer answering(int status, String type, String body) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    server.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().add("Content-Type", type);
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static String address(HttpServer server) {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://host:8080",
        "http://host:8080/",
        " http://host:8080/apis",
        "http://host:8080/apis/registry/v3",
        "http://host:8080/apis/registry/v3/",
        "http://host:8080/apis/registry/v2",
        "http://host:8080/apis/ccompat/v7",
        "http://host:8080/apis/ccompat/v7/",
      })
  void everyAddressOfOneRegistryIsTaken(String address) {
    assertThat(RegistrySettings.base(address)).hasToString("http://host:8080");
  }

  @Test
  void theFolderThatAProxyHasItUnderIsKept() {
    assertThat(RegistrySettings.base("https://proxy/registry/apis/ccompat/v7"))
        .hasToString("https://proxy/registry");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "registry:8080",
        "ftp://registry",
        "http://",
        "http://a,http://b",
        "http://host/?a=b",
        "http://us er@host",
        "http://user:s3cret@host",
      })
  void anotherAddressIsRefusedWithoutBeingRepeated(String address) {
    assertThatThrownBy(() -> RegistrySettings.base(address))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("such as http://registry:8080")
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void whereNothingListensTheSentenceSaysSo() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    assertThat(check("http://127.0.0.1:" + port))
        .hasMessage(
            "No schema registry answers at http://127.0.0.1:%d: start one there, or set schema.registry.url to where it is.",
            port);
  }

  @Test
  void aHostThatIsNoneIsNamed() {
    assertThat(check("http://no-such-host.invalid:8080"))
        .hasMessageContaining("The host of the schema registry at http://no-such-host.invalid:8080")
        .hasMessageContaining("schema.registry.url");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "404 | text/html | <html>not here</html> | is no Apicurio Registry",
        "404 | application/json | {} | is no Apicurio Registry 3 (HTTP status 404)",
        "200 | text/html | <html>hello</html> | is no Apicurio Registry",
        "200 | application/json | [] | is no Apicurio Registry",
        "401 | text/plain | who are you | refuses this client (HTTP status 401)",
        "403 | application/json | {} | refuses this client (HTTP status 403)",
        "500 | application/json | {} | HTTP status 500",
      })
  void whatIsNoRegistryIsToldFromOne(int status, String type, String body, String expected)
      throws IOException {
    HttpServer server = answering(status, type, body);
    try {
      assertThat(check(address(server)))
          .hasMessageContaining(address(server))
          .hasMessageContaining(expected);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void tlsToAPlainPortIsNamed() throws IOException {
    HttpServer server = answering(200, "text/plain", "");
    try {
      assertThat(check(address(server).replace("http:", "https:")))
          .hasMessageContaining("http or https");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void whatNeverAnswersIsNotWaitedForLong() throws IOException {
    try (ServerSocket hole = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      long start = System.nanoTime();

      Throwable error = check("http://127.0.0.1:" + hole.getLocalPort());

      assertThat(error).hasMessageContaining("does not answer in time");
      assertThat(System.nanoTime() - start).isLessThan(10_000_000_000L);
    }
  }

  @Test
  void aTokenEndpointThatNeverAnswersIsNotWaitedForLong() throws IOException {
    HttpServer server = answering(200, "application/json", "{}");
    try (ServerSocket hole = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Throwable error =
          check(
              address(server),
              Map.of(
                  "auth.service.token.endpoint", "http://127.0.0.1:" + hole.getLocalPort(),
                  "auth.client.id", "me",
                  "auth.client.secret", "s3cret"));

      assertThat(error).hasMessageContaining("does not answer").hasMessageNotContaining("s3cret");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aTrustStoreThatIsNotThereIsNamed() {
    RegistrySettings settings =
        RegistrySettings.of(
            "https://host", Map.of("tls.truststore.location", "/no/such/store.jks"));

    assertThatThrownBy(() -> new SchemaRegistry(settings))
        .isInstanceOf(RegistryException.Refused.class)
        .hasMessageContaining("schema.registry.tls");
  }
}
