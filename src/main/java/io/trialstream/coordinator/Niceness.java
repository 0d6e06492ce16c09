package io.trialstream.coordinator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * Java's own priorities do nothing on Linux unless the JVM is told to heed them, and then it warns
 * every user but root. The kernel lets anybody lower a thread of theirs, by the id that it has there.
 */
/** The share of a processor that a thread gets where others want it too. */
final class Niceness {
  private static final Logger LOG = LoggerFactory.getLogger(Niceness.class);
  private static final Path THREAD = Path.of("/proc/thread-self");

  private Niceness() {}

  /**
   * Has the calling thread, for good, give way to all that have the usual priority. Where the
   * system has no way to do so it stays as it is.
   *
   * @param nice from 1 to 19: with 10 it gets a tenth of what another gets on the same processor
   */
  static void raise(int nice) {
    try {
      if (!Files.isSymbolicLink(THREAD)) {
        return;
      }
      String id = Files.readSymbolicLink(THREAD).getFileName().toString();
      new ProcessBuilder("renice", "-n", Integer.toString(nice), "-p", id)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      LOG.atDebug()
          .setMessage("A thread keeps its priority")
          .addKeyValue("reason", e.getMessage())
          .log();
    }
  }
}
