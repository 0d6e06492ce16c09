package io.trialstream.cli;

import io.trialstream.settings.Problem;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * An experiment file as it lies on the disk.
 *
 * @param file where it lies, as it was given
 * @param text its text
 */
record ExperimentText(Path file, String text) {

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
      return new ExperimentText(file, Files.readString(file));
    } catch (NoSuchFileException e) {
      throw Failure.badInput("There is no file %s.".formatted(file));
    } catch (AccessDeniedException e) {
      throw Failure.badInput("The file %s may not be read by this user.".formatted(file));
    } catch (CharacterCodingException e) {
      throw Failure.badInput("The file %s is not UTF-8 text.".formatted(file));
    } catch (IOException e) {
      throw Failure.badInput("The file %s cannot be read: %s".formatted(file, e.getMessage()));
    }
  }

  /** The absolute folder from which its relative paths start. */
  Path folder() {
    Path absolute = file.toAbsolutePath().normalize();
    Path parent = absolute.getParent();
    return parent == null ? absolute : parent;
  }

  /** The file's problems as the failure of a command, a line each. */
  Failure unusable(List<Problem> problems) {
    return Failure.badInput(
        problems.stream().map(problem -> "%s: %s".formatted(file, problem)).toList());
  }
}
