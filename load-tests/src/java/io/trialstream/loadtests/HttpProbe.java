package io.trialstream.loadtests;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;

/**
 * Asks a server at a given rate, whether it answers in time or not, over a few connections that it
 * keeps: a request that is due while all of them wait is late, and its time counts from when it was
 * due. Written on plain sockets, because a client that does more takes more of the processors than
 * the server that it measures.
 */
final class HttpProbe {
  private static final int CONNECTIONS = 16;

  /** What is still due so long after the end is not asked any more. */
  private static final double GRACE_SECONDS = 0.5;

  private final URI server;

  /**
   * What came of it.
   *
   * @param perSecond answers a second
   * @param failed answers other than 200
   * @param cpuMicros the probe's own processor time a request, in microseconds
   */
  record Answers(double perSecond, long failed, double cpuMicros) {}

  private record Share(long answered, long failed, long cpuNanos) {}

  HttpProbe(URI server) {
    this.server = server;
  }

  /**
   * Asks.
   *
   * @param path of the request with this number, from 0
   * @param rate requests a second
   * @param latencies are given the time of each answer
   */
  Answers ask(LongFunction<String> path, double rate, double seconds, Latencies latencies)
      throws Exception {
    long requests = Math.max(1, (long) (rate * seconds));
    AtomicLong next = new AtomicLong();
    long start = System.nanoTime();
    long end = start + (long) ((seconds + GRACE_SECONDS) * 1e9);
    Callable<Share> asking =
        () -> {
          long failed = 0;
          long answered = 0;
          try (Connection connection = new Connection(server)) {
            long number;
            while ((number = next.getAndIncrement()) < requests && System.nanoTime() < end) {
              long due = start + (long) (number * 1e9 / rate);
              long wait;
              while ((wait = due - System.nanoTime()) > 0) {
                LockSupport.parkNanos(wait);
              }
              if (connection.get(path.apply(number)) != 200) {
                failed++;
              }
              latencies.record(due, System.nanoTime());
              answered++;
            }
          }
          return new Share(
              answered, failed, ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime());
        };
    ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
    try {
      List<Future<Share>> shares = new ArrayList<>();
      for (int connection = 0; connection < CONNECTIONS; connection++) {
        shares.add(threads.submit(asking));
      }
      long answered = 0;
      long failed = 0;
      long cpuNanos = 0;
      for (Future<Share> share : shares) {
        answered += share.get().answered();
        failed += share.get().failed();
        cpuNanos += share.get().cpuNanos();
      }
      double took = (System.nanoTime() - start) / 1e9;
      return new Answers(answered / took, failed, cpuNanos / 1e3 / Math.max(1, answered));
    } finally {
      threads.shutdownNow();
    }
  }

  /** A connection that is kept. */
  private static final class Connection implements AutoCloseable {
    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final String headers;

    Connection(URI server) throws IOException {
      this.socket = new Socket(server.getHost(), server.getPort());
      socket.setTcpNoDelay(true);
      this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
      this.out = socket.getOutputStream();
      this.headers = " HTTP/1.1\r\nHost: " + server.getAuthority() + "\r\n\r\n";
    }

    /** Asks, reads the answer, and returns its status. */
    int get(String path) throws IOException {
      out.write(("GET " + path + headers).getBytes(ISO_8859_1));
      String[] status = line().split(" ", 3);
      int length = 0;
      boolean chunked = false;
      String header;
      while (!(header = line().toLowerCase(Locale.ROOT)).isEmpty()) {
        if (header.startsWith("content-length:")) {
          length = Integer.parseInt(header.substring(header.indexOf(':') + 1).strip());
        }
        chunked |= header.equals("transfer-encoding: chunked");
      }
      if (chunked) {
        skipChunks();
      } else {
        in.skipNBytes(length);
      }
      return Integer.parseInt(status[1]);
    }

    private void skipChunks() throws IOException {
      int length;
      do {
        length = Integer.parseInt(line(), 16);
        in.skipNBytes(length);
        line();
      } while (length > 0);
    }

    private String line() throws IOException {
      StringBuilder line = new StringBuilder();
      int character;
      while ((character = in.read()) != '\n') {
        if (character < 0) {
          throw new EOFException("the server closed the connection");
        }
        if (character != '\r') {
          line.append((char) character);
        }
      }
      return line.toString();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
