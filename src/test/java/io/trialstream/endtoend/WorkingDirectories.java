package io.trialstream.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Processes by where they work: whatever a script starts stays in its attempt's directory. */
final class WorkingDirectories {
  private WorkingDirectories() {}

  /** The processes of this machine that work in the folder or below it. */
  static long below(Path folder) {
    return ProcessHandle.allProcesses().filter(process -> isBelow(process, folder)).count();
  }

  private static boolean isBelow(ProcessHandle process, Path folder) {
    try {
      return Files.readSymbolicLink(Path.of("/proc", String.valueOf(process.pid()), "cwd"))
          .startsWith(folder);
    } catch (IOException e) {
      // It has ended.
      return false;
    }
  }
}
