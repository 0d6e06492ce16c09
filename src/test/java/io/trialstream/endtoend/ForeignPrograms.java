package io.trialstream.endtoend;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.trialstream.worker.Programs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/**
 * Runs what {@code docs/consuming.md} tells its reader to run, in a folder that looks like the
 * distribution's: each line of a shell block as it stands there, but for the addresses of broker
 * and registry.
 */
final class ForeignPrograms {
  private static final long PATIENCE_SECONDS = 90;
  private static final Path ROOT = Path.of("").toAbsolutePath();
  private static final Path PAGE = ROOT.resolve("docs/consuming.md");
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java") + " -XX:+UseSerialGC -Xmx200m";

  /** Kafka's scripts by name; each runs a class. */
  private static final Map<String, String> KAFKA_TOOLS =
      Map.of(
          "kafka-console-consumer.sh", "org.apache.kafka.tools.consumer.ConsoleConsumer",
          "kafka-console-share-consumer.sh", "org.apache.kafka.tools.consumer.ConsoleShareConsumer",
          "kafka-get-offsets.sh", "org.apache.kafka.tools.GetOffsetShell",
          "kafka-configs.sh", "kafka.admin.ConfigCommand",
          "kafka-consumer-groups.sh", "org.apache.kafka.tools.consumer.group.ConsumerGroupCommand",
          "kafka-share-groups.sh", "org.apache.kafka.tools.consumer.group.ShareGroupCommand");

  /** The libraries of a Java consumer: Kafka's clients, Avro, and what these need. */
  private static final Pattern CONSUMER_LIBRARIES =
      Pattern.compile(
          "(kafka-clients|avro|jackson-(core|databind|annotations)|slf4j-api|lz4-java|snappy-java|zstd-jni)-\\d.*\\.jar");

  private final Path folder;
  private final String brokers;
  private final String registry;
  private int runs;

  /** How a program ended. */
  record Outcome(int exit, String out, String err) {
    List<String> lines() {
      return out.lines().toList();
    }
  }

  private ForeignPrograms(Path folder, String brokers, String registry) {
    this.folder = folder;
    this.brokers = brokers;
    this.registry = registry;
  }

  /**
   * Lays the folder out.
   *
   * @param folder empty or missing
   * @param brokers {@code host:port} of the broker that the programs are to use
   * @param registry the address of the registry that they are to use, without a path
   */
  static ForeignPrograms in(Path folder, String brokers, String registry) throws IOException {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    for (Map.Entry<String, String> tool : KAFKA_TOOLS.entrySet()) {
      String path = jars().map(Path::toString).collect(Collectors.joining(":"));
      script(
          bin.resolve(tool.getKey()),
          JAVA + " -XX:TieredStopAtLevel=1 -cp '" + path + "' " + tool.getValue());
    }
    script(bin.resolve("java"), JAVA);
    Optional<String> python = python();
    if (python.isPresent()) {
      script(bin.resolve("python3"), python.get());
    }
    Path lib = Files.createDirectories(folder.resolve("lib"));
    for (Path jar : jars().toList()) {
      if (CONSUMER_LIBRARIES.matcher(jar.getFileName().toString()).matches()) {
        Files.createSymbolicLink(lib.resolve(jar.getFileName()), jar);
      }
    }
    compile(ROOT.resolve("examples/monitoring/BestSoFar.java"), lib, folder.resolve("classes"));
    for (String shipped : List.of("schemas", "examples")) {
      Files.createSymbolicLink(folder.resolve(shipped), ROOT.resolve(shipped));
    }
    Matcher program =
        Pattern.compile("[Ss]ave this as `(\\w+\\.py)`.*?```python\\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(PAGE));
    while (program.find()) {
      Files.writeString(folder.resolve(program.group(1)), program.group(2));
    }
    return new ForeignPrograms(folder, brokers, registry);
  }

  /** Compiles a file, without a warning, against nothing but a folder of libraries. */
  private static void compile(Path file, Path lib, Path classes) throws IOException {
    String path;
    try (Stream<Path> jars = Files.list(lib)) {
      path = jars.map(Path::toString).collect(Collectors.joining(":"));
    }
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    int exit =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                said,
                said,
                "-proc:none",
                "-Xlint:all,-serial,-classfile",
                "-Werror",
                "-cp",
                path,
                "-d",
                classes.toString(),
                file.toString());
    if (exit != 0) {
      throw new AssertionError(said.toString(StandardCharsets.UTF_8));
    }
  }

  /** The test's class path without this project, and without the logger that it configures. */
  private static Stream<Path> jars() {
    return Stream.of(System.getProperty("java.class.path").split(":"))
        .filter(entry -> entry.endsWith(".jar"))
        .map(Path::of)
        .filter(jar -> !jar.getFileName().toString().matches("(trialstream|logback)-.*"));
  }

  private static void script(Path file, String command) throws IOException {
    Files.writeString(file, "#!/bin/sh\nexec " + command + " \"$@\"\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** A Python that has the clients which the examples need. */
  private static Optional<String> python() {
    return Stream.of(ROOT.resolve("target/python/bin/python").toString(), "python3")
        .filter(ForeignPrograms::hasClients)
        .findFirst();
  }

  private static boolean hasClients(String python) {
    try {
      return new ProcessBuilder(
                  python, "-c", "import confluent_kafka.schema_registry.avro, fastavro, yaml")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false; // there is no such program
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Skips the test, aloud, where there is no Python with the clients. */
  void assumePython() {
    assume(
        Files.exists(folder.resolve("bin/python3")),
        "No python3 has the modules of examples/monitoring/requirements.txt: the Python consumers"
            + " are NOT tested. Install them with: python3 -m venv target/python &&"
            + " target/python/bin/pip install -r examples/monitoring/requirements.txt");
  }

  /** Skips the test, aloud, where there is no kcat. */
  static void assumeKcat() {
    assume(
        Programs.onPath("kcat", System.getenv().getOrDefault("PATH", "")).isPresent(),
        "kcat is not on the PATH: reading the topics with it is NOT tested. Debian has it as kcat");
  }

  private static void assume(boolean there, String sentence) {
    if (!there) {
      System.err.println(sentence);
    }
    assumeTrue(there, sentence);
  }

  /** The lines of the page's shell blocks. */
  static Set<String> documented() throws IOException {
    Matcher blocks =
        Pattern.compile("```sh\\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(PAGE));
    return blocks.results().flatMap(block -> block.group(1).lines()).collect(Collectors.toSet());
  }

  /** Runs a shell line to its end. */
  Outcome shell(String line) throws Exception {
    Running program = start(line);
    if (!program.process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      program.process.destroyForcibly();
      throw new AssertionError(line + " does not end; it says " + program.outcome(-1));
    }
    return program.outcome(program.process.exitValue());
  }

  /** Starts a shell line. */
  Running start(String line) throws IOException {
    Path out = folder.resolve("out-" + runs);
    Path err = folder.resolve("err-" + runs++);
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-c", "exec " + at(line))
            .directory(folder.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().merge("PATH", "", (path, no) -> folder.resolve("bin") + ":" + path);
    builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    return new Running(builder.start(), out, err);
  }

  /** A line with the addresses of the broker and the registry in place of those that it names. */
  private String at(String line) {
    return line.replace("localhost:9092", brokers).replace("http://localhost:8080", registry);
  }

  /** A program that has been started. */
  record Running(Process process, Path outFile, Path errFile) {
    String out() throws IOException {
      return text(outFile);
    }

    String err() throws IOException {
      return text(errFile);
    }

    /** A file's text; what is none, as kcat prints Avro, becomes replacement characters. */
    private static String text(Path file) throws IOException {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    Outcome outcome(int exit) throws IOException {
      return new Outcome(exit, out(), err());
    }

    /** Asks it to end, as Ctrl-C does, and waits until it has. */
    Outcome end() throws Exception {
      process.destroy();
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("It does not end when asked to; it says " + outcome(-1));
      }
      return outcome(process.exitValue());
    }
  }
}
