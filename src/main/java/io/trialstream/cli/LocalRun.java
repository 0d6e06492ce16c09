package io.trialstream.cli;

import io.trialstream.api.ApiException;
import io.trialstream.cli.output.Console;
import io.trialstream.cli.output.Format;
import io.trialstream.experiment.Specification;
import io.trialstream.server.TrialstreamServer;
import io.trialstream.topics.ConfigKeys;
import io.trialstream.topics.GivenSettings;
import io.trialstream.topics.Setting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** An experiment from start to end in this process: {@code run} and {@code demo}. */
final class LocalRun {
  private static final Duration HEALTH_CHECK = Duration.ofSeconds(1);

  private final Host host;
  private final Console console;
  private final Plan plan;

  /**
   * What is to be run.
   *
   * @param file the experiment file
   * @param slots the trials at once
   * @param format how the result is printed
   * @param events where the log is exported to; empty: nowhere
   * @param keep whether the server stays up afterwards
   * @param data where everything is kept; empty for a temporary folder
   * @param settings the settings; where they name no brokers it has one of its own
   * @param unit what an interval is to the reader
   */
  record Plan(
      Path file,
      int slots,
      Format format,
      Optional<Path> events,
      boolean keep,
      Optional<Path> data,
      GivenSettings settings,
      String unit) {}

  LocalRun(Host host, Plan plan) {
    this.host = host;
    this.console = host.console();
    this.plan = plan;
  }

  /** Checks what was given, runs the experiment and prints its result; the exit code. */
  int run() throws Exception {
    ExperimentText file = ExperimentText.read(plan.file());
    Specification specification = file.parse();
    String program =
        RunCheck.program(plan.file(), specification, host.environment().getOrDefault("PATH", ""));
    plan.events().ifPresent(RunCheck::requireWritable);
    try (WorkDirectory directory = WorkDirectory.open(plan.data());
        Interrupts interrupts = Interrupts.listen(host.signals(), host::endAtOnce)) {
      // Progress has the terminal; what the parts log goes to a file. Read at the first log line.
      System.setProperty("trialstream.log", directory.data().log().toString());
      LocalSystem.requireUsable(plan.settings()).warnings().forEach(console::complain);
      console.say(
          "Starting a %sserver and a worker in %s"
              .formatted(
                  LocalSystem.ownBroker(plan.settings()) ? "broker, a " : "",
                  directory.data().root()));
      try (LocalSystem system = LocalSystem.start(systemPlan(directory.data()))) {
        return run(system, interrupts, file, specification.pool(), program, directory.data());
      }
    }
  }

  private int run(
      LocalSystem system,
      Interrupts interrupts,
      ExperimentText file,
      String pool,
      String program,
      DataDirectory data)
      throws ApiException {
    for (String served : pools(pool)) {
      system.startWorker(served, plan.slots(), Set.of(program));
    }
    if (!system.awaitReady(interrupts)) {
      console.say("Canceled before the experiment began.");
      return ExitCode.ENDED_OTHERWISE;
    }
    LocalExperiment experiment = new LocalExperiment(host, system, interrupts);
    Results results = experiment.run(file);
    int exitCode = results.print(console, plan.format(), plan.unit());
    String id = results.experiment().experiment();
    if (plan.events().isPresent()) {
      EventExport.write(experiment.client(), id, plan.events().get());
    }
    console.say(
        "The attempts' files are in %s"
            .formatted(data.worker(pool).resolve("experiments").resolve(id)));
    if (plan.keep()) {
      console.say(
          "The server stays up at %s, its broker at %s; Ctrl-C ends them."
              .formatted(system.address(), system.bootstrapServers()));
      while (!interrupts.await(HEALTH_CHECK)) {
        system.requireAlive();
      }
    }
    return exitCode;
  }

  /**
   * The pools that this process serves: on a broker of its own the usual one too, for what is
   * submitted to a server that stays up.
   */
  private Set<String> pools(String ofFile) {
    return LocalSystem.ownBroker(plan.settings())
        ? new LinkedHashSet<>(List.of(ofFile, "default"))
        : Set.of(ofFile);
  }

  private LocalSystem.Plan systemPlan(DataDirectory data) {
    return new LocalSystem.Plan(
        data,
        OptionalInt.empty(),
        settings(data, plan.settings()),
        TrialstreamServer.Options.local(0, VersionProvider.version()));
  }

  /**
   * The settings, with the state in this folder: where a file or a variable has it is a server's.
   */
  static GivenSettings settings(DataDirectory data, GivenSettings given) {
    boolean asked =
        given
            .get(ConfigKeys.STATE_DIR)
            .filter(state -> state.source().equals(SettingReader.X))
            .isPresent();
    Setting own = new Setting(ConfigKeys.STATE_DIR, data.state().toString(), Setting.DEFAULT);
    return asked ? given : given.with(List.of(own));
  }
}
