package io.trialstream.cli.output;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * What the process prints to.
 *
 * @param output the columns of the terminal behind standard output; empty where it is none
 * @param error the columns of the terminal behind standard error; empty where it is none
 * @param color whether a terminal may be sent colours
 * @param unicode whether it shows more than ASCII
 */
public record Terminal(OptionalInt output, OptionalInt error, boolean color, boolean unicode) {
  private static final int USUAL_WIDTH = 80;

  /** No terminal at all: files and pipes. */
  public static final Terminal NONE =
      new Terminal(OptionalInt.empty(), OptionalInt.empty(), false, false);

  /**
   * Looks at this process's streams. The JDK cannot say which stream is a terminal, so {@code test}
   * is asked, which every POSIX system has; where it is missing there is no terminal.
   */
  public static Terminal detect(Map<String, String> environment) {
    boolean output = isTerminal(1);
    boolean error = isTerminal(2);
    if (!output && !error) {
      return NONE;
    }
    OptionalInt width = OptionalInt.of(width(environment));
    boolean dumb = environment.getOrDefault("TERM", "dumb").equals("dumb");
    boolean color = !dumb && environment.getOrDefault("NO_COLOR", "").isEmpty();
    return new Terminal(
        output ? width : OptionalInt.empty(),
        error && !dumb ? width : OptionalInt.empty(),
        color,
        isUnicode(environment));
  }

  /** The room of a table on standard output. */
  public Layout layout() {
    return new Layout(output, output.isPresent() && color);
  }

  private static boolean isTerminal(int stream) {
    ProcessBuilder test = new ProcessBuilder("test", "-t", Integer.toString(stream));
    return run(test.inheritIO()).isPresent();
  }

  private static int width(Map<String, String> environment) {
    String columns = environment.getOrDefault("COLUMNS", "");
    if (columns.matches("[1-9][0-9]{0,4}")) {
      return Integer.parseInt(columns);
    }
    ProcessBuilder stty =
        new ProcessBuilder("stty", "size")
            .redirectInput(new File("/dev/tty"))
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    String size = run(stty).orElse("").strip();
    return size.matches("\\d+ [1-9]\\d{0,4}")
        ? Integer.parseInt(size.substring(size.indexOf(' ') + 1))
        : USUAL_WIDTH;
  }

  private static boolean isUnicode(Map<String, String> environment) {
    for (String variable : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
      String value = environment.getOrDefault(variable, "");
      if (!value.isEmpty()) {
        return value.toUpperCase(java.util.Locale.ROOT).replace("-", "").contains("UTF8");
      }
    }
    return false;
  }

  /** The output of a command that succeeds within a moment. */
  private static Optional<String> run(ProcessBuilder command) {
    try {
      Process process = command.start();
      if (!process.waitFor(1, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return Optional.empty();
      }
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      return process.exitValue() == 0 ? Optional.of(output) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
