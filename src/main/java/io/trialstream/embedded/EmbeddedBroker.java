package io.trialstream.embedded;

import java.nio.file.Path;

/** A single-node KRaft broker in this process, on a data directory that is kept between starts. */
public final class EmbeddedBroker implements AutoCloseable {

  /**
   * Starts a broker on the loopback interface.
   *
   * @param data its directory, created and formatted where empty
   * @param port the listener's port; 0 for a free one
   */
  public static EmbeddedBroker start(Path data, int port) {
    throw new UnsupportedOperationException(data.toString() + port);
  }

  /** {@code host:port} for clients. */
  public String bootstrapServers() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
