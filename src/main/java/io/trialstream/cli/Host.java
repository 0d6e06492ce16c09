package io.trialstream.cli;

import io.trialstream.cli.output.Console;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * What a command finds around it.
 *
 * @param console where it prints
 * @param signals what asks it to end
 * @param halt ends the process at once with an exit code
 * @param environment the environment variables
 * @param home the folder of the installation, with {@code examples/}; empty where unknown
 * @param clock the time
 * @param zone the zone in which times are shown
 */
record Host(
    Console console,
    SignalSource signals,
    IntConsumer halt,
    Map<String, String> environment,
    Optional<Path> home,
    InstantSource clock,
    ZoneId zone) {

  /** Ends the process for somebody who insists. */
  void endAtOnce() {
    console.say("\nEnded at once.");
    halt.accept(ExitCode.INTERRUPTED);
  }
}
