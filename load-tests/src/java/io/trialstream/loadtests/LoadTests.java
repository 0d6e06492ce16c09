package io.trialstream.loadtests;

import io.trialstream.cli.output.Layout;
import java.io.PrintStream;
import java.util.Locale;
import java.util.OptionalInt;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The load tests' command line: a subcommand for each. */
@Command(
    name = "load-tests/run",
    description = "Measures Trialstream under load.",
    synopsisSubcommandLabel = "NAME",
    commandListHeading = "%nLoad tests:%n",
    subcommands = {
      ThroughputTest.class,
      JmhBenchmarks.class,
      LatencyTest.class,
      QueriesTest.class,
      SoakTest.class,
      RecoveryTest.class,
      PoliciesTest.class,
      SizesTest.class,
      SamplingTest.class,
      CommandLine.HelpCommand.class
    },
    footer = {
      "",
      "A table goes to standard output, progress to standard error. For example:",
      "  load-tests/run throughput --rows hot-10000 --json throughput.json --html throughput.html"
    })
public final class LoadTests implements Runnable {
  private static final int BAD_INPUT = 2;

  @Spec CommandLine.Model.CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  /** Runs a load test and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(execute(System.out, System.err, arguments));
  }

  /**
   * Runs a load test.
   *
   * @return 0; 1 where it failed or found something wrong, 2 where it was asked in a wrong way
   */
  static int execute(PrintStream out, PrintStream err, String... arguments) {
    Locale.setDefault(Locale.ROOT);
    CommandLine line = new CommandLine(new LoadTests());
    line.setParameterExceptionHandler(
        (e, given) -> {
          err.println("load-tests: " + e.getMessage());
          err.println("'load-tests/run " + name(e) + "--help' says what can be given.");
          return BAD_INPUT;
        });
    line.setExecutionExceptionHandler(
        (e, of, result) -> {
          err.println("load-tests: " + (e.getMessage() == null ? e.toString() : e.getMessage()));
          if (!(e instanceof LoadTestException)) {
            e.printStackTrace(err);
          }
          return 1;
        });
    line.setExecutionStrategy(
        parsed -> {
          Integer helped = CommandLine.executeHelpRequest(parsed);
          if (helped != null) {
            return helped;
          }
          CommandLine.ParseResult last = parsed;
          while (last.hasSubcommand()) {
            last = last.subcommand();
          }
          Object command = last.commandSpec().userObject();
          if (!(command instanceof LoadTest test)) {
            throw new ParameterException(
                last.commandSpec().commandLine(), "Which load test? NAME is missing.");
          }
          try {
            Report report = test.measure(new Progress(err));
            out.print(report.text(new Layout(OptionalInt.empty(), false)));
            out.flush();
            test.output().write(report);
            return report.failures().isEmpty() ? 0 : 1;
          } catch (Exception e) {
            throw new CommandLine.ExecutionException(line, String.valueOf(e.getMessage()), e);
          }
        });
    return line.execute(arguments);
  }

  private static String name(ParameterException e) {
    String name = e.getCommandLine().getCommandName();
    return name.startsWith("load-tests") ? "" : name + " ";
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Which load test? NAME is missing.");
  }
}
