package io.trialstream.topics;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Finds out what a broker's listener wants of its clients. Kafka's own clients cannot tell: where
 * they speak plainly to a listener that wants TLS or a login, the broker only hangs up, and they
 * try again until their time is over. This speaks two requests of Kafka's protocol that every
 * listener answers before it knows the client. It sends no credentials and reads no data.
 */
final class ListenerProbe {
  private static final int PATIENCE_MS = 1_500;
  private static final short API_VERSIONS = 18;
  private static final short SASL_HANDSHAKE = 17;
  private static final int ILLEGAL_SASL_STATE = 34;
  private static final int UNSUPPORTED_SASL_MECHANISM = 33;
  private static final int LARGEST_ANSWER = 1 << 20;
  private static final int MOST_MECHANISMS = 100;
  private static final int MOST_ADDRESSES = 3;

  /**
   * A listener.
   *
   * @param tls whether it wants TLS
   * @param sasl whether it wants a login by SASL
   * @param mechanisms by which
   */
  record Listener(boolean tls, boolean sasl, List<String> mechanisms) {
    /** The protocol's name as {@code security.protocol} has it. */
    String protocol() {
      return (sasl ? "SASL_" : "") + (tls ? "SSL" : "PLAINTEXT");
    }
  }

  private ListenerProbe() {}

  /**
   * The listener of the first of the addresses that can be connected to and speaks Kafka; empty
   * where none does within a few seconds.
   */
  static Optional<Listener> first(List<String> addresses) {
    // More would make those wait whose brokers are all away.
    for (String address : addresses.subList(0, Math.min(MOST_ADDRESSES, addresses.size()))) {
      int colon = address.lastIndexOf(':');
      try {
        int port = Integer.parseInt(address.substring(colon + 1).strip());
        String host =
            address.substring(0, colon).replaceAll("^.*://", "").replaceAll("[\\[\\]]", "");
        Optional<Listener> found = at(host.strip(), port);
        if (found.isPresent()) {
          return found;
        }
      } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
        // What is no address, the client says.
      }
    }
    return Optional.empty();
  }

  private static Optional<Listener> at(String host, int port) {
    try (Socket socket = connect(host, port)) {
      try {
        return Optional.of(ask(socket, false));
      } catch (IOException e) {
        // It does not speak plainly: with TLS, perhaps, on another connection.
      }
    } catch (IOException e) {
      return Optional.empty();
    }
    try (Socket socket = connect(host, port)) {
      return Optional.of(secured(socket, host, port));
    } catch (IOException | GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  private static Socket connect(String host, int port) throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(host, port), PATIENCE_MS);
      socket.setSoTimeout(PATIENCE_MS);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private static Listener secured(Socket socket, String host, int port)
      throws IOException, GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Anybody()}, null);
    try (SSLSocket secured =
        (SSLSocket) context.getSocketFactory().createSocket(socket, host, port, true)) {
      secured.startHandshake();
      try {
        return ask(secured, true);
      } catch (IOException e) {
        // It speaks TLS, and hangs up on who has no certificate of its own.
        return new Listener(true, false, List.of());
      }
    }
  }

  private static Listener ask(Socket socket, boolean tls) throws IOException {
    exchange(socket, API_VERSIONS, (short) 0, new byte[0]);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    // A mechanism that no listener has: it answers which it has, and hangs up.
    string(new DataOutputStream(body), "NONE");
    DataInputStream answer = exchange(socket, SASL_HANDSHAKE, (short) 1, body.toByteArray());
    short error = answer.readShort();
    List<String> mechanisms = new ArrayList<>();
    int count = answer.readInt();
    for (int i = 0; i < Math.min(count, MOST_MECHANISMS); i++) {
      byte[] name = new byte[answer.readUnsignedShort()];
      answer.readFully(name);
      mechanisms.add(Secrets.printable(new String(name, StandardCharsets.UTF_8)));
    }
    if (error != ILLEGAL_SASL_STATE && error != UNSUPPORTED_SASL_MECHANISM) {
      throw new IOException("no broker of Kafka: error " + error);
    }
    return new Listener(tls, error == UNSUPPORTED_SASL_MECHANISM, List.copyOf(mechanisms));
  }

  /** Sends a request and returns what follows the header of its answer. */
  private static DataInputStream exchange(Socket socket, short api, short version, byte[] body)
      throws IOException {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(request);
    data.writeShort(api);
    data.writeShort(version);
    data.writeInt(api);
    string(data, "trialstream-probe");
    data.write(body);
    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
    ByteArrayOutputStream framed = new ByteArrayOutputStream();
    new DataOutputStream(framed).writeInt(request.size());
    request.writeTo(framed);
    out.write(framed.toByteArray());
    out.flush();
    DataInputStream in = new DataInputStream(socket.getInputStream());
    int size = in.readInt();
    if (size < 6 || size > LARGEST_ANSWER) {
      throw new IOException("no broker of Kafka: an answer of " + size + " bytes");
    }
    byte[] answer = new byte[size];
    in.readFully(answer);
    DataInputStream read = new DataInputStream(new ByteArrayInputStream(answer));
    if (read.readInt() != api) {
      throw new IOException("no broker of Kafka: the answer is to another request");
    }
    return read;
  }

  private static void string(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeShort(bytes.length);
    out.write(bytes);
  }

  /** Takes any certificate: nothing is told to the broker, and nothing of it is believed. */
  private static final class Anybody extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
