package io.trialstream.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.trialstream.worker.Programs;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The system of {@code docker-compose.yml}, under a name and at ports of its own. */
public final class ComposeProject implements AutoCloseable {
  private final List<String> program;
  private final Map<String, String> variables;
  private final Path output;

  private ComposeProject(List<String> program, Map<String, String> variables, Path output) {
    this.program = program;
    this.variables = variables;
    this.output = output;
  }

  /**
   * The project; nothing runs yet. Empty where there is no program that reads such a file.
   *
   * @param variables what the file's variables are
   * @param output where the program's output goes
   */
  public static Optional<ComposeProject> of(Map<String, String> variables, Path output) {
    return program().map(program -> new ComposeProject(program, Map.copyOf(variables), output));
  }

  private static Optional<List<String>> program() {
    String path = System.getenv().getOrDefault("PATH", "");
    if (Programs.onPath("docker-compose", path).isPresent()) {
      return Optional.of(List.of("docker-compose"));
    }
    return Programs.onPath("docker", path)
        .map(docker -> List.of("docker", "compose"))
        .filter(plugin -> succeeds(List.of("docker", "compose", "version")));
  }

  private static boolean succeeds(List<String> command) {
    try {
      return new ProcessBuilder(command)
              .redirectOutput(Redirect.DISCARD)
              .redirectError(Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Builds the image and starts all, or what does not run. */
  public void up(int workers) throws Exception {
    run("up", "-d", "--build", "--scale", "worker=" + workers);
  }

  /** Kills all containers of a service with -9. */
  public void kill(String service) throws Exception {
    run("kill", "-s", "KILL", service);
  }

  /** Kills one container of a service with -9. */
  public void killOne(String service) throws Exception {
    String container = read("ps", "-q", service).lines().findFirst().orElseThrow();
    succeed(new ProcessBuilder("docker", "kill", container));
  }

  /** Whether none of the service's containers runs. */
  public boolean isDown(String service) throws Exception {
    for (String container : read("ps", "-q", service).lines().toList()) {
      if (output("docker", "inspect", "-f", "{{.State.Running}}", container).contains("true")) {
        return false;
      }
    }
    return true;
  }

  /** Writes what the containers said into the output. */
  public void logs() throws Exception {
    run("logs", "--no-color", "--tail", "300");
  }

  /** Removes containers, networks and volumes. */
  @Override
  public void close() throws Exception {
    run("down", "--volumes", "--remove-orphans", "--timeout", "5");
  }

  private void run(String... arguments) throws Exception {
    succeed(compose(arguments));
  }

  private String read(String... arguments) throws Exception {
    ProcessBuilder builder = compose(arguments);
    return output(builder.environment(), builder.command().toArray(String[]::new));
  }

  private ProcessBuilder compose(String... arguments) {
    List<String> command = new ArrayList<>(program);
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(variables);
    return builder;
  }

  private void succeed(ProcessBuilder builder) throws Exception {
    int exit =
        builder
            .redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(output.toFile()))
            .start()
            .waitFor();
    if (exit != 0) {
      throw new IllegalStateException(
          "%s ended with %d:%n%s".formatted(builder.command(), exit, Files.readString(output)));
    }
  }

  private static String output(String... command) throws Exception {
    return output(Map.of(), command);
  }

  private static String output(Map<String, String> variables, String... command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(Redirect.DISCARD);
    builder.environment().putAll(variables);
    Process process = builder.start();
    String text = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException(List.of(command) + " failed");
    }
    return text;
  }
}
