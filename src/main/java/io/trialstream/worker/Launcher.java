package io.trialstream.worker;

import io.trialstream.topics.SettingVariables;
import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Starts training processes, each the leader of a session of its own where the machine can. */
final class Launcher {
  private static final int SHOWN = 100;
  private static final File NULL = new File("/dev/null");

  /** How Java tells of E2BIG. */
  private static final String TOO_LONG = "error=7,";

  private Launcher() {}

  /**
   * The words before a command that give it a session of its own: {@code setsid}, of util-linux or
   * busybox, which becomes the program itself. None on a machine without it (macOS): there a
   * process stays in the agent's group, and Ctrl-C on the agent's terminal reaches it too.
   */
  static List<String> ownSession() {
    return Programs.onPath("setsid", Programs.searchPath())
        .map(setsid -> List.of(setsid.toString(), "--"))
        .orElse(List.of());
  }

  /**
   * Starts a program.
   *
   * @param program the file to execute
   * @param arguments what it is given, as it is
   * @param environment variables that are added to the agent's own, of which secrets are left out
   * @throws UnrunnableException with a sentence where the machine refuses
   */
  static Process start(
      Path program, List<String> arguments, Path directory, Map<String, String> environment)
      throws UnrunnableException {
    List<String> command = new ArrayList<>(ownSession());
    command.add(program.toString());
    command.addAll(arguments);
    requireEncodable(command);
    requireEncodable(environment.values());
    try {
      ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
      // What this agent logs in with is nothing for the programs of others.
      builder.environment().keySet().removeIf(SettingVariables::isSecret);
      builder.environment().putAll(environment);
      return builder.redirectInput(NULL).start();
    } catch (IOException | IllegalArgumentException e) {
      if (String.valueOf(e.getMessage()).contains(TOO_LONG)) {
        throw new UnrunnableException(
            "The program %s cannot be started on this worker: its arguments and environment variables are longer than the machine takes, which is 128 KiB for one of them and about 2 MiB for all; give long values in a file."
                .formatted(program),
            e);
      }
      throw new UnrunnableException(
          "The program %s cannot be started on this worker: %s".formatted(program, e.getMessage()),
          e);
    }
  }

  /** Java would replace what the locale has no character for, silently. */
  private static void requireEncodable(Iterable<String> texts) throws UnrunnableException {
    Charset charset = argumentCharset();
    for (String text : texts) {
      if (!charset.newEncoder().canEncode(text)) {
        throw new UnrunnableException(
            "The argument or variable %s has characters that this worker's locale (%s) cannot pass on: start the worker with LC_ALL=C.UTF-8."
                .formatted(text.substring(0, Math.min(text.length(), SHOWN)), charset));
      }
    }
  }

  /** The charset of arguments: up to Java 17 the default one, since then the platform's. */
  private static Charset argumentCharset() {
    return Runtime.version().feature() < 18
        ? Charset.defaultCharset()
        : Optional.ofNullable(System.getProperty("sun.jnu.encoding"))
            .map(Charset::forName)
            .orElse(Charset.defaultCharset());
  }
}
