package io.trialstream.worker;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * Copies a trial's code into its attempt's directory. Symbolic links are never followed: one that
 * points within the folder points to the copy, any other to where it pointed. Left out are {@code
 * .git}, the agent's own directory, and at the top {@code outputs} and {@code log.txt}, which the
 * attempt has of its own; so is what is neither file, folder nor link, and what the kernel only
 * shows as files. All of it is found before any is copied: what is too large leaves nothing behind.
 */
final class CodeCopy extends SimpleFileVisitor<Path> {
  static final int MAX_FILES = 50_000;
  static final long MAX_BYTES = 1L << 30;

  /** Reading a file in there may never end. */
  private static final List<Path> KERNEL = List.of(Path.of("/proc"), Path.of("/sys"));

  private final Path from;
  private final Path to;
  private final Path agent;
  private final List<Path> found = new ArrayList<>();
  private long bytes;

  private CodeCopy(Path from, Path to, Path agent) {
    this.from = from;
    this.to = to;
    this.agent = agent;
  }

  /** The code is more than is copied for each trial. */
  private static final class TooMuchException extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /**
   * Copies a folder.
   *
   * @param code the folder, absolute
   * @param to an existing directory
   * @param agent the agent's directory, absolute, which is never copied
   * @throws UnrunnableException where there is no such folder, it cannot be read, or it is too
   *     large
   */
  static void copy(Path code, Path to, Path agent) throws UnrunnableException {
    if (!code.isAbsolute()) {
      throw new UnrunnableException(
          "The code folder %s is not an absolute path on this worker.".formatted(code));
    }
    if (!Files.isDirectory(code)) {
      throw new UnrunnableException(
          "The code folder %s does not exist on this worker, or is no folder: put it there, or mount it under that path."
              .formatted(code));
    }
    try {
      Path real = code.toRealPath();
      if (KERNEL.stream().anyMatch(real::startsWith)) {
        throw new UnrunnableException(
            "The code folder %s belongs to the worker's kernel and cannot be copied: name the folder with the trial's program."
                .formatted(code));
      }
      CodeCopy copy = new CodeCopy(real, to, agent.toRealPath());
      Files.walkFileTree(real, copy);
      copy.copyFound();
    } catch (TooMuchException e) {
      throw new UnrunnableException(
          "The code folder %s is too large to copy for each trial (more than %d files or %d MB): keep data elsewhere and give its path as an input."
              .formatted(code, MAX_FILES, MAX_BYTES >> 20),
          e);
    } catch (IOException e) {
      throw new UnrunnableException(
          "The code folder %s cannot be copied on this worker: %s".formatted(code, e), e);
    }
  }

  @Override
  public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
      throws IOException {
    if (directory.equals(agent) || KERNEL.contains(directory) || isLeftOut(directory)) {
      return FileVisitResult.SKIP_SUBTREE;
    }
    if (!directory.equals(from)) {
      add(directory, 0);
    }
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
    if (!isLeftOut(file)) {
      if (attributes.isSymbolicLink()) {
        add(file, 0);
      } else if (attributes.isRegularFile()) {
        add(file, attributes.size());
      }
    }
    return FileVisitResult.CONTINUE;
  }

  /** Copies what was found, folders before what they hold; all of it or, where that fails, none. */
  private void copyFound() throws IOException {
    int copied = 0;
    try {
      for (; copied < found.size(); copied++) {
        copy(found.get(copied));
      }
    } catch (IOException e) {
      for (int i = Math.min(copied, found.size() - 1); i >= 0; i--) {
        Files.deleteIfExists(target(found.get(i)));
      }
      throw e;
    }
  }

  private void copy(Path path) throws IOException {
    if (Files.isSymbolicLink(path)) {
      Files.createSymbolicLink(target(path), linkTarget(path));
    } else if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectory(target(path));
    } else {
      Files.copy(path, target(path), StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
    }
  }

  private Path linkTarget(Path link) throws IOException {
    Path pointed = link.resolveSibling(Files.readSymbolicLink(link)).normalize();
    return pointed.startsWith(from) ? target(pointed) : pointed;
  }

  private boolean isLeftOut(Path path) {
    String name = String.valueOf(path.getFileName());
    boolean top = from.equals(path.getParent());
    return name.equals(".git")
        || (top && (name.equals(AttemptDirectory.OUTPUTS) || name.equals(AttemptDirectory.LOG)));
  }

  private Path target(Path path) {
    return to.resolve(from.relativize(path));
  }

  private void add(Path path, long size) throws TooMuchException {
    found.add(path);
    bytes += size;
    if (found.size() > MAX_FILES || bytes > MAX_BYTES) {
      throw new TooMuchException();
    }
  }
}
