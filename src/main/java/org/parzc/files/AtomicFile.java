package org.parzc.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.parzc.InputException;

/** Writes a file beside its place and moves it there when it is complete, so that no reader ever sees half of it. */
public final class AtomicFile {
  private AtomicFile() {}

  /** What fills the file. */
  @FunctionalInterface
  public interface Content {
    /** Writes everything to {@code unfinished}, which does not exist yet. */
    void write(Path unfinished) throws IOException;
  }

  /**
   * Refuses a place that no file can be written to: worth knowing before the work that fills the file.
   *
   * @throws InputException if the file is a directory or its directory does not exist
   */
  public static void requirePlace(Path file) {
    Path target = file.toAbsolutePath();
    if (Files.isDirectory(target)) {
      throw new InputException(file + ": a directory, expected a file to write");
    }
    if (!Files.isDirectory(target.getParent())) {
      throw new InputException(file + ": the directory does not exist");
    }
  }

  /**
   * Writes a file; one that was there is replaced. If anything fails, nothing is left behind.
   *
   * @throws InputException if the file is a directory, its directory does not exist, or it cannot be written
   */
  public static void write(Path file, Content content) {
    requirePlace(file);
    Path target = file.toAbsolutePath();
    Path unfinished = target.resolveSibling("." + target.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
    try {
      try {
        content.write(unfinished);
        Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(unfinished);
      }
    } catch (IOException e) {
      throw new InputException(file + ": cannot be written: " + e, e);
    }
  }
}
