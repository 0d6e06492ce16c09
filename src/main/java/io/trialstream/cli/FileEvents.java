package io.trialstream.cli;

import io.trialstream.cli.output.Console;
import io.trialstream.replay.EventFile;
import io.trialstream.stopping.Goal;
import io.trialstream.stopping.StoppingPolicy;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** The events of a file, or of standard input. */
final class FileEvents implements EventSource {
  private static final String STANDARD_INPUT = "-";

  /** Lines named one by one; more say nothing new. */
  private static final int MOST_NAMED = 100;

  private final String file;
  private final boolean strict;
  private final Console console;
  private String experiment = "";
  private long badLines;

  /**
   * @param file its path, or {@code -}
   * @param strict whether the first line that holds no event ends the replay
   */
  FileEvents(String file, boolean strict, Console console) {
    this.file = file;
    this.strict = strict;
    this.console = console;
  }

  @Override
  public String name() {
    return file.equals(STANDARD_INPUT) ? "standard input" : file;
  }

  @Override
  public Optional<Goal> goal() {
    return Optional.empty();
  }

  @Override
  public Optional<String> metric() {
    return Optional.empty();
  }

  @Override
  public Optional<StoppingPolicy> policy() {
    return Optional.empty();
  }

  @Override
  public String experiment() {
    return experiment;
  }

  /**
   * @throws Failure with a sentence where the file cannot be read, or with {@code --strict} holds a
   *     line that is no event
   */
  @Override
  public void read(EventFile.Sink sink) throws InterruptedException {
    try (InputStream in = open()) {
      EventFile.Contents contents = EventFile.read(in, Optional.empty(), sink, this::passedOver);
      experiment = contents.experiment();
      if (contents.badLines() > 0) {
        console.say(
            "trialstream: %s: %d of %d lines hold no event and were passed over"
                .formatted(name(), contents.badLines(), contents.lines()));
      }
    } catch (NoSuchFileException e) {
      throw Failure.badInput("--events: there is no file %s.".formatted(file));
    } catch (AccessDeniedException e) {
      throw Failure.badInput("--events: the file %s may not be read by this user.".formatted(file));
    } catch (IOException e) {
      throw Failure.badInput(
          "--events: %s cannot be read: %s.".formatted(name(), Failures.reason(e)));
    }
  }

  private InputStream open() throws IOException {
    if (file.equals(STANDARD_INPUT)) {
      return new FileInputStream(FileDescriptor.in);
    }
    Path path = Path.of(file);
    if (Files.isDirectory(path)) {
      throw Failure.badInput("--events: %s is a folder; give a file of events.".formatted(file));
    }
    return Files.newInputStream(path);
  }

  private void passedOver(long line, String sentence) {
    String whole = "%s: line %d: %s".formatted(name(), line, sentence);
    if (strict) {
      throw Failure.badInput(whole);
    }
    badLines++;
    if (badLines <= MOST_NAMED) {
      console.complain(whole);
    } else if (badLines == MOST_NAMED + 1) {
      console.complain("%s: further lines that hold no event are only counted".formatted(name()));
    }
  }
}
