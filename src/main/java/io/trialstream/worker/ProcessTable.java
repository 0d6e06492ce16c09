package io.trialstream.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The processes of this machine, as Linux shows them under {@code /proc}. */
final class ProcessTable {
  private static final Path PROC = Path.of("/proc");

  /** Fields of {@code /proc/PID/stat}, counted from the one behind the program's name. */
  private static final int STATE = 0;

  private static final int PARENT = 1;
  private static final int GROUP = 2;
  private static final int SESSION = 3;
  private static final int START = 19;

  /**
   * A process that is no zombie.
   *
   * @param start when it started, in clock ticks since the machine did
   */
  record Entry(long pid, long parent, long group, long session, long start) {}

  private ProcessTable() {}

  /** Whether this machine has {@code /proc}. */
  static boolean isAvailable() {
    return Files.isReadable(PROC.resolve("self/stat"));
  }

  /** The processes that started at or after {@code start}. */
  static List<Entry> since(long start) {
    List<Entry> entries = new ArrayList<>();
    try (DirectoryStream<Path> directory =
        Files.newDirectoryStream(PROC, ProcessTable::isProcess)) {
      for (Path process : directory) {
        read(process).filter(entry -> entry.start >= start).ifPresent(entries::add);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return entries;
  }

  /** The process of that id; empty where it has ended. */
  static Optional<Entry> find(long pid) {
    return read(PROC.resolve(Long.toString(pid)));
  }

  /** Whether the environment with which a process was started holds {@code mark}, NAME=value. */
  static boolean isMarked(long pid, byte[] mark) {
    try {
      byte[] environment = Files.readAllBytes(PROC.resolve(pid + "/environ"));
      int from = 0;
      for (int i = 0; i <= environment.length; i++) {
        if (i == environment.length || environment[i] == 0) {
          if (Arrays.equals(environment, from, i, mark, 0, mark.length)) {
            return true;
          }
          from = i + 1;
        }
      }
      return false;
    } catch (IOException e) {
      // It has ended, or is another user's: no training process of ours.
      return false;
    }
  }

  private static boolean isProcess(Path path) {
    String name = path.getFileName().toString();
    return name.charAt(0) >= '0' && name.charAt(0) <= '9';
  }

  private static Optional<Entry> read(Path process) {
    String stat;
    try {
      stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return Optional.empty();
    }
    // The program's name stands in parentheses and may hold any character, ')' too.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    char state = fields[STATE].charAt(0);
    if (state == 'Z' || state == 'X') {
      return Optional.empty();
    }
    return Optional.of(
        new Entry(
            Long.parseLong(process.getFileName().toString()),
            Long.parseLong(fields[PARENT]),
            Long.parseLong(fields[GROUP]),
            Long.parseLong(fields[SESSION]),
            Long.parseLong(fields[START])));
  }
}
