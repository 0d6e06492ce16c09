package io.trialstream.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class OutputPumpTest {
  @TempDir Path folder;

  /** Takes nothing before it is let. */
  private static final class HeldUp implements OutputPump.Reader {
    final CountDownLatch asked = new CountDownLatch(1);
    final CountDownLatch let = new CountDownLatch(1);
    final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    volatile boolean ended;

    @Override
    public void read(byte[] bytes, int length) {
      asked.countDown();
      try {
        let.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      taken.write(bytes, 0, length);
    }

    @Override
    public void end() {
      ended = true;
    }

    String text() {
      return taken.toString(StandardCharsets.UTF_8);
    }
  }

  /**
   * The pump holds its stream's monitor, which a piped stream needs for writing: hence the filter.
   */
  private OutputPump pump(InputStream stream, AttemptLog log, HeldUp reader) {
    return new OutputPump("test-output", new FilterInputStream(stream) {}, log, reader);
  }

  private static CompletableFuture<Void> awaited(OutputPump pump) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            pump.await(1);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  @Test
  void whatIsStillToBeTakenIsNotDroppedBecauseTheDiskHoldsItUp() throws Exception {
    // Given
    HeldUp reader = new HeldUp();
    try (AttemptLog log = new AttemptLog(folder.resolve("log.txt"), 1_000);
        PipedOutputStream script = new PipedOutputStream()) {
      OutputPump pump = pump(new PipedInputStream(script), log, reader);
      script.write("acc=1\n".getBytes(StandardCharsets.UTF_8));
      script.flush();
      reader.asked.await();
      script.write("acc=2\n".getBytes(StandardCharsets.UTF_8));
      script.close();
      CompletableFuture<Void> awaited = awaited(pump);
      await().during(Duration.ofMillis(800)).until(() -> !awaited.isDone());

      // When
      reader.let.countDown();
      awaited.join();

      // Then
      assertThat(reader.text()).isEqualTo("acc=1\nacc=2\n");
      assertThat(reader.ended).isTrue();
    }
  }

  @Test
  void aStreamThatSomethingElseKeepsOpenIsGivenUp() throws Exception {
    // Given
    HeldUp reader = new HeldUp();
    reader.let.countDown();
    try (AttemptLog log = new AttemptLog(folder.resolve("log.txt"), 1_000);
        PipedOutputStream escaped = new PipedOutputStream()) {
      OutputPump pump = pump(new PipedInputStream(escaped), log, reader);
      escaped.write("acc=1\n".getBytes(StandardCharsets.UTF_8));
      escaped.flush();
      await().until(() -> reader.text().equals("acc=1\n"));

      // When
      pump.await(1);
      escaped.write("acc=2\n".getBytes(StandardCharsets.UTF_8));
      escaped.flush();

      // Then
      await()
          .until(
              () ->
                  Thread.getAllStackTraces().keySet().stream()
                      .noneMatch(t -> t.getName().equals("test-output")));
      assertThat(reader.text()).isEqualTo("acc=1\n");
      assertThat(reader.ended).isFalse();
    }
  }
}
