package io.trialstream.worker;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Copies a trial's code into its attempt's directory. Symbolic links are never followed: one that
 * points within the folder points to the copy, any other to where it pointed. Left out are {@code
 * .git}, the agent's own directory, and at the top {@code outputs} and {@code log.txt}, which the
 * attempt has of its own; so is what is neither file, folder nor link.
 */
final class CodeCopy extends SimpleFileVisitor<Path> {
  static final int MAX_FILES = 50_000;
  static final long MAX_BYTES = 1L << 30;

  private final Path from;
  private final Path to;
  private final Path agent;
  private int files;
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
   * @throws UnrunnableException where there is no such folder, it cannot be read, or it is too large
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
      Files.walkFileTree(real, new CodeCopy(real, to, agent.toRealPath()));
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
    if (directory.equals(agent) || isLeftOut(directory)) {
      return FileVisitResult.SKIP_SUBTREE;
    }
    if (!directory.equals(from)) {
      count(0);
      Files.createDirectory(target(directory));
    }
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
    if (isLeftOut(file)) {
      return FileVisitResult.CONTINUE;
    }
    if (attributes.isSymbolicLink()) {
      count(0);
      Files.createSymbolicLink(target(file), linkTarget(file));
    } else if (attributes.isRegularFile()) {
      count(attributes.size());
      Files.copy(
          file, target(file), StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
    }
    return FileVisitResult.CONTINUE;
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

  private void count(long size) throws TooMuchException {
    files++;
    bytes += size;
    if (files > MAX_FILES || bytes > MAX_BYTES) {
      throw new TooMuchException();
    }
  }
}
