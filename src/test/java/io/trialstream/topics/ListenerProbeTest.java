package io.trialstream.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is no broker is taken for none, and holds nobody up. */
@Timeout(20)
class ListenerProbeTest {
  private static final byte[] WEB =
      "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  /** Two answers, of which the second names a mechanism of -1 bytes. */
  private static final byte[] NEGATIVE = {
    0, 0, 0, 6, 0, 0, 0, 18, 0, 0, 0, 0, 0, 12, 0, 0, 0, 17, 0, 33, 0, 0, 0, 1, -1, -1
  };

  /** Answers every connection with the bytes and hangs up, or says nothing at all. */
  private static ServerSocket serve(byte[] answer) throws IOException {
    ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    Thread thread =
        new Thread(
            () -> {
              try {
                while (answer.length > 0) {
                  try (Socket client = server.accept()) {
                    client.getOutputStream().write(answer);
                  }
                }
              } catch (IOException e) {
                // The test has ended.
              }
            });
    thread.setDaemon(true);
    thread.start();
    return server;
  }

  private static boolean isBroker(ServerSocket server) {
    return ListenerProbe.first(List.of("127.0.0.1:" + server.getLocalPort())).isPresent();
  }

  @Test
  void aServerOfAnotherKindIsNoBroker() throws IOException {
    try (ServerSocket web = serve(WEB);
        ServerSocket zeros = serve(new byte[64]);
        ServerSocket huge = serve(new byte[] {0, 15, 66, 64, 0, 0, 0, 18});
        ServerSocket negative = serve(NEGATIVE)) {
      assertThat(isBroker(web)).isFalse();
      assertThat(isBroker(zeros)).isFalse();
      assertThat(isBroker(huge)).isFalse();
      assertThat(isBroker(negative)).isFalse();
    }
  }

  @Test
  void aServerThatSaysNothingIsLeftAlone() throws IOException {
    try (ServerSocket silent = serve(new byte[0])) {
      assertThat(isBroker(silent)).isFalse();
    }
  }

  @Test
  void whatIsNoAddressIsPassedOver() {
    assertThat(ListenerProbe.first(List.of("", "nowhere", "a:b", "127.0.0.1:99999", "127.0.0.1:1")))
        .isEmpty();
  }
}
