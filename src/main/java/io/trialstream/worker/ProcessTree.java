package io.trialstream.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A training process and whatever it started. A process belongs to it that is in its session or
 * group, that has the execution's mark in its environment, or whose parent belongs to it: one that
 * makes a session of its own, or whose parent ended, is found all the same. Only what clears its
 * environment and leaves both its session and its parent escapes.
 */
final class ProcessTree {
  private static final long FIRST_PAUSE_MS = 2;
  private static final long LONGEST_PAUSE_MS = 50;
  private static final long KILL_TIMEOUT_MS = 10_000;

  /** How the last of the processes ended. */
  enum Ending {
    /** There was none. */
    NONE,
    /** By itself within the moment that was granted. */
    BY_ITSELF,
    /** On SIGTERM, within the grace period. */
    TERMINATED,
    /** On SIGKILL. */
    KILLED,
    /** Not even on SIGKILL: it hangs in the kernel. */
    SURVIVED
  }

  /**
   * What it took.
   *
   * @param processes how many were told to end
   */
  record Ended(Ending ending, int processes) {}

  /** A process, told from a later one of the same id. */
  private record Identity(long pid, long start) {
    Identity(ProcessTable.Entry process) {
      this(process.pid(), process.start());
    }
  }

  private final ProcessHandle root;
  private final byte[] mark;
  private final long start;

  /** Those that were found once: a process stays a member when its parent ends. */
  private final Set<Identity> known = new HashSet<>();

  /**
   * @param root the process that was started, the leader of its session
   * @param mark a NAME=value that the root has in its environment and no process of another tree
   */
  ProcessTree(ProcessHandle root, String mark) {
    this.root = root;
    this.mark = mark.getBytes(UTF_8);
    this.start = ProcessTable.find(root.pid()).map(ProcessTable.Entry::start).orElse(0L);
  }

  /** The processes that are alive, the root among them. */
  List<ProcessHandle> members() {
    if (!ProcessTable.isAvailable()) {
      return Stream.concat(Stream.of(root), root.descendants())
          .filter(ProcessHandle::isAlive)
          .toList();
    }
    List<ProcessTable.Entry> processes = ProcessTable.since(start);
    Map<Long, ProcessTable.Entry> members = new HashMap<>();
    for (ProcessTable.Entry process : processes) {
      if (process.pid() == root.pid()
          || process.session() == root.pid()
          || process.group() == root.pid()
          || known.contains(new Identity(process))
          || ProcessTable.isMarked(process.pid(), mark)) {
        members.put(process.pid(), process);
      }
    }
    boolean grown = !members.isEmpty();
    while (grown) {
      grown = false;
      for (ProcessTable.Entry process : processes) {
        grown |=
            members.containsKey(process.parent())
                && members.putIfAbsent(process.pid(), process) == null;
      }
    }
    members.values().forEach(process -> known.add(new Identity(process)));
    return members.keySet().stream().map(ProcessHandle::of).flatMap(Optional::stream).toList();
  }

  /**
   * Ends all of it: SIGTERM, the grace period, SIGKILL. Returns when nothing is left, or nothing
   * more can be done.
   *
   * @param moment what is granted before SIGTERM to those that are about to end by themselves
   */
  Ended end(Duration moment, Duration grace) throws InterruptedException {
    List<ProcessHandle> alive = members();
    if (alive.isEmpty()) {
      return new Ended(Ending.NONE, 0);
    }
    if (!moment.isZero() && await(moment, new HashSet<>(), false)) {
      return new Ended(Ending.BY_ITSELF, 0);
    }
    Set<Long> told = new HashSet<>();
    if (await(grace, told, true)) {
      return new Ended(Ending.TERMINATED, told.size());
    }
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(KILL_TIMEOUT_MS);
    do {
      alive = members();
      if (alive.isEmpty()) {
        return new Ended(Ending.KILLED, told.size());
      }
      alive.forEach(process -> told.add(process.pid()));
      alive.forEach(ProcessHandle::destroyForcibly);
      Thread.sleep(FIRST_PAUSE_MS);
    } while (System.nanoTime() < deadline);
    return new Ended(Ending.SURVIVED, told.size());
  }

  /**
   * Waits until nothing is left; tells each that it sees for the first time to end, if asked to.
   */
  private boolean await(Duration timeout, Set<Long> told, boolean tell)
      throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    long pause = FIRST_PAUSE_MS;
    while (true) {
      List<ProcessHandle> alive = members();
      if (alive.isEmpty()) {
        return true;
      }
      if (tell) {
        alive.stream().filter(p -> told.add(p.pid())).forEach(ProcessHandle::destroy);
      }
      if (System.nanoTime() >= deadline) {
        return false;
      }
      Thread.sleep(pause);
      pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
    }
  }
}
