package io.trialstream.cli;

import io.trialstream.cli.output.Console;
import io.trialstream.cli.output.Terminal;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line. */
@Command(
    name = "trialstream",
    description = "Tunes hyperparameters on Apache Kafka.",
    versionProvider = VersionProvider.class,
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    subcommands = {
      DemoCommand.class,
      RunCommand.class,
      ServerCommand.class,
      WorkerCommand.class,
      BrokerCommand.class,
      SubmitCommand.class,
      WatchCommand.class,
      ExperimentsCommand.class,
      TrialsCommand.class,
      BestCommand.class,
      MetricsCommand.class,
      DecisionsCommand.class,
      ReplayCommand.class,
      StopCommand.class,
      CancelCommand.class,
      TailCommand.class,
      TopicsCommand.class,
      HelpCommand.class
    },
    footer = {
      "",
      "Try it:",
      "  trialstream demo",
      "  trialstream run examples/digits/sweep.yaml",
      "",
      "'trialstream COMMAND --help' says what a command does, with an example."
    })
public final class Main implements Runnable {
  private final Host host;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version.")
  private boolean version;

  Main(Host host) {
    this.host = host;
  }

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(execute(ofProcess(), arguments));
  }

  /**
   * Runs a command.
   *
   * @return its exit code
   */
  static int execute(Host host, String... arguments) {
    try {
      return commandLine(host).execute(arguments);
    } catch (Error e) {
      return failed(host, e);
    }
  }

  private static CommandLine commandLine(Host host) {
    Console console = host.console();
    CommandLine line = new CommandLine(new Main(host));
    boolean color = console.terminal().color() && console.terminal().output().isPresent();
    return line.setOut(new PrintWriter(console.out(), true))
        .setErr(new PrintWriter(console.err(), true))
        .setColorScheme(CommandLine.Help.defaultColorScheme(color ? Ansi.ON : Ansi.OFF))
        .setUsageHelpWidth(Math.min(120, Math.max(60, console.terminal().output().orElse(100))))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler((e, given) -> misused(console, e))
        .setExecutionExceptionHandler((e, command, parsed) -> failed(host, e));
  }

  /** Without a command there is nothing to do but to say what there is. */
  @Override
  public void run() {
    CommandLine.usage(this, host.console().err());
    throw Failure.badInput("Give a command.");
  }

  Host host() {
    return host;
  }

  private static int misused(Console console, ParameterException e) {
    console.complain(Misuse.sentence(e));
    PrintWriter err = new PrintWriter(console.err(), true);
    UnmatchedArgumentException.printSuggestions(e, err);
    err.flush();
    console.say(
        "See '%s --help'.".formatted(e.getCommandLine().getCommandSpec().qualifiedName(" ")));
    return ExitCode.BAD_INPUT;
  }

  private static int failed(Host host, Throwable e) {
    Failure failure = Failures.of(e);
    failure.sentences().forEach(host.console()::complain);
    if (host.environment().containsKey("TRIALSTREAM_DEBUG")) {
      e.printStackTrace(host.console().err());
    }
    return failure.exitCode();
  }

  private static Host ofProcess() {
    Terminal terminal = Terminal.detect(System.getenv());
    return new Host(
        new Console(stream(FileDescriptor.out), stream(FileDescriptor.err), terminal),
        SignalSource.ofProcess(),
        Runtime.getRuntime()::halt,
        System.getenv(),
        Optional.ofNullable(System.getProperty("trialstream.home")).map(Path::of),
        InstantSource.system(),
        ZoneId.systemDefault());
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), false, StandardCharsets.UTF_8);
  }
}
