package io.trialstream.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ModelThreadsTest {
  private static final Path THREAD = Path.of("/proc/thread-self");

  @Test
  void modelsGiveWayToOtherThreads() {
    assumeThat(THREAD).as("a Linux kernel, which tells of threads").exists();

    // Given a thread on which a model works
    CountDownLatch end = new CountDownLatch(1);
    CompletableFuture<Path> worker = new CompletableFuture<>();
    try (ModelThreads threads = new ModelThreads(1, new SimpleMeterRegistry())) {
      threads.execute(
          () -> {
            worker.complete(here());
            try {
              end.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });

      // Then it is nicer than the one that runs the test
      await()
          .untilAsserted(
              () ->
                  assertThat(nice(worker.get(10, TimeUnit.SECONDS))).isEqualTo(nice(here()) + 10));
      end.countDown();
    }
  }

  private static Path here() {
    try {
      return Path.of("/proc").resolve(Files.readSymbolicLink(THREAD));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The 19th value of the kernel's line about a thread; the second is its name, in brackets. */
  private static int nice(Path thread) throws IOException {
    String line = Files.readString(thread.resolve("stat"));
    return Integer.parseInt(line.substring(line.lastIndexOf(')') + 2).split(" ")[16]);
  }
}
