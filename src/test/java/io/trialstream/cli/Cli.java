package io.trialstream.cli;

import io.trialstream.cli.output.Console;
import io.trialstream.cli.output.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** The command line in this process, its streams captured and its signals sent by the test. */
final class Cli {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final Map<String, String> environment;
  private final Path home;

  /**
   * What a command left behind.
   *
   * @param exitCode its exit code
   * @param out what it printed to standard output
   * @param err what it printed to standard error
   */
  record Outcome(int exitCode, String out, String err) {}

  Cli() {
    this(Map.of(), Path.of("").toAbsolutePath());
  }

  /**
   * With variables of its own.
   *
   * @param home the installation's folder
   */
  Cli(Map<String, String> variables, Path home) {
    this.environment = new HashMap<>(variables);
    this.environment.put("PATH", System.getenv("PATH"));
    this.home = home;
  }

  static Outcome run(String... arguments) {
    return new Cli().execute(arguments);
  }

  Outcome execute(String... arguments) {
    int exitCode = Main.execute(host(), arguments);
    return new Outcome(exitCode, text(out), err());
  }

  /** As {@link #execute}; only the exit code. */
  int exitCode(String... arguments) {
    return Main.execute(host(), arguments);
  }

  /** What the command finds around it. */
  Host host() {
    return new Host(
        new Console(stream(out), stream(err), Terminal.NONE),
        this::listen,
        code -> err.writeBytes(("halted with " + code).getBytes(StandardCharsets.UTF_8)),
        Map.copyOf(environment),
        Optional.of(home),
        InstantSource.system(),
        ZoneOffset.UTC);
  }

  /** Whether a command waits for a signal. */
  boolean listening() {
    return !listeners.isEmpty();
  }

  /** Sends what Ctrl-C sends. */
  void interrupt() {
    listeners.forEach(Runnable::run);
  }

  /** What it has printed to standard output so far. */
  String out() {
    return text(out);
  }

  /** What it has printed to standard error so far. */
  String err() {
    return text(err);
  }

  private SignalSource.Registration listen(Runnable handler) {
    listeners.add(handler);
    return () -> listeners.remove(handler);
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
