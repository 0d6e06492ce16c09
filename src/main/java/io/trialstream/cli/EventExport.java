package io.trialstream.cli;

import io.trialstream.api.ApiException;
import io.trialstream.api.EventJson;
import io.trialstream.api.Json;
import io.trialstream.api.TrialstreamClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes an experiment's log to a file, an event a line. */
final class EventExport {
  private EventExport() {}

  /**
   * Writes the log.
   *
   * @throws Failure with a sentence where the file cannot be written
   */
  static void write(TrialstreamClient client, String experiment, Path file) throws ApiException {
    try (Writer writer = Files.newBufferedWriter(file)) {
      client.events(experiment, Optional.empty(), event -> write(writer, event));
    } catch (UncheckedIOException e) {
      throw unwritable(file, e.getMessage());
    } catch (IOException e) {
      throw unwritable(file, Failures.reason(e));
    }
  }

  private static void write(Writer writer, EventJson event) {
    try {
      writer.write(Json.write(event));
      writer.write('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(Failures.reason(e), e);
    }
  }

  private static Failure unwritable(Path file, @Nullable String reason) {
    return Failure.onTheWay("The events cannot be written to %s: %s.".formatted(file, reason));
  }
}
