package org.parzc.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.parzc.InputException;

/**
 * Writes a file beside its place and moves it there when it is complete, so that no reader ever
 * sees half of it.
 */
public final class AtomicFile {
  private AtomicFile() {}

  /** What fills the file. */
  @FunctionalInterface
  public interface Content {
    /** Writes everything to {@code unfinished}, which does not exist yet. */
    void write(Path unfinished) throws IOException;
  }

  /**
   * Refuses a place that no file can be written to: worth knowing before the work that fills the
   * file.
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
   * Writes a file; one that was there is replaced. If anything fails, nothing is left behind; what
   * a process that was killed left is removed. The content is on disk before the name stands for
   * it.
   *
   * @throws InputException if the file is a directory, its directory does not exist, or it cannot
   *     be written
   */
  public static void write(Path file, Content content) {
    requirePlace(file);
    try (Unfinished unfinished = Unfinished.of(file)) {
      content.write(unfinished.path());
      try (FileChannel written = FileChannel.open(unfinished.path(), StandardOpenOption.WRITE)) {
        written.force(true);
      }
      Files.move(unfinished.path(), file.toAbsolutePath(), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new InputException(file + ": cannot be written: " + Reason.of(e), e);
    }
  }
}
