package io.trialstream.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.spi.ToolProvider;

/** A Java runtime without a compiler, of the version that runs the tests. */
final class Jre {
  /** What runtimes for users have; the tools of a JDK are not among it. */
  private static final List<String> MODULES =
      List.of(
          "java.se",
          "jdk.charsets",
          "jdk.crypto.ec",
          "jdk.httpserver",
          "jdk.localedata",
          "jdk.management",
          "jdk.naming.dns",
          "jdk.net",
          "jdk.security.auth",
          "jdk.security.jgss",
          "jdk.unsupported",
          "jdk.zipfs");

  private Jre() {}

  /**
   * Its folder, made of this JDK's modules where an earlier run has not.
   *
   * @throws IllegalStateException where this JDK cannot make one
   */
  static Path home() throws IOException {
    Path home = Path.of("target", "jre-" + Runtime.version()).toAbsolutePath();
    if (Files.isExecutable(home.resolve("bin/java"))) {
      return home;
    }
    ToolProvider jlink =
        ToolProvider.findFirst("jlink")
            .orElseThrow(
                () -> new IllegalStateException("This Java has no jlink: run the tests on a JDK."));
    int code =
        jlink.run(
            System.out,
            System.err,
            "--add-modules",
            String.join(",", MODULES),
            "--no-header-files",
            "--no-man-pages",
            "--output",
            home.toString());
    if (code != 0) {
      throw new IllegalStateException(
          "jlink made no runtime of %s: it needs that JDK's jmods."
              .formatted(System.getProperty("java.home")));
    }
    return home;
  }
}
