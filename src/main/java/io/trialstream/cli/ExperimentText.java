package io.trialstream.cli;

import io.trialstream.api.ApiException;
import io.trialstream.api.Submitted;
import io.trialstream.api.TrialstreamClient;
import io.trialstream.experiment.ExperimentFile;
import io.trialstream.experiment.Specification;
import io.trialstream.settings.InvalidSettingsException;
import io.trialstream.settings.Problem;
import io.trialstream.settings.SettingsFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * An experiment file as it lies on the disk.
 *
 * @param file where it lies, as it was given
 * @param text its text
 */
record ExperimentText(Path file, String text) {
  private static final int LONGEST_CHARACTER = 4;
  private static final int MOST_BYTES = LONGEST_CHARACTER * SettingsFile.LONGEST;

  /**
   * Reads the file.
   *
   * @throws Failure with a sentence where it cannot be read or is no text
   */
  static ExperimentText read(Path file) {
    try {
      if (Files.isDirectory(file)) {
        throw Failure.badInput("%s is a folder; give an experiment file.".formatted(file));
      }
      return new ExperimentText(file, SettingsFile.decode(bytes(file)));
    } catch (NoSuchFileException e) {
      throw Failure.badInput("There is no file %s.".formatted(file));
    } catch (AccessDeniedException e) {
      throw Failure.badInput("The file %s may not be read by this user.".formatted(file));
    } catch (InvalidSettingsException e) {
      throw unusable(file, e.problems());
    } catch (IOException e) {
      throw Failure.badInput("The file %s cannot be read: %s.".formatted(file, Failures.reason(e)));
    }
  }

  /** The file's bytes; one that is far too large is not read whole. */
  private static byte[] bytes(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw Failure.badInput(
            "%s: the file has more than %d bytes; an experiment file has at most %d characters"
                .formatted(file, MOST_BYTES, SettingsFile.LONGEST));
      }
      return bytes;
    }
  }

  /** The absolute folder from which its relative paths start. */
  Path folder() {
    Path absolute = file.toAbsolutePath().normalize();
    Path parent = absolute.getParent();
    return parent == null ? absolute : parent;
  }

  /**
   * Reads what it says.
   *
   * @throws Failure with a line for each problem of the file
   */
  Specification parse() {
    try {
      return ExperimentFile.parse(text, Optional.of(folder())).specification();
    } catch (InvalidSettingsException e) {
      throw unusable(file, e.problems());
    }
  }

  /**
   * Submits it: one request, whatever happens on the way, for it is repeated under the same
   * idempotency key.
   *
   * @throws Failure with a line for each problem of the file
   */
  Submitted submit(TrialstreamClient client) throws ApiException {
    try {
      return client.submit(text, Optional.of(folder()), Optional.of(UUID.randomUUID().toString()));
    } catch (ApiException e) {
      if (e.problems().isEmpty()) {
        throw e;
      }
      throw unusable(file, e.problems());
    }
  }

  /** The file's problems as the failure of a command, a line each. */
  private static Failure unusable(Path file, List<Problem> problems) {
    return Failure.badInput(
        problems.stream().map(problem -> "%s: %s".formatted(file, problem)).toList());
  }
}
