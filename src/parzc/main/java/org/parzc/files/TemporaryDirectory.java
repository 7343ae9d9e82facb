package org.parzc.files;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;

/**
 * A directory in the system's temporary directory that is removed when it is closed; one whose
 * process was killed is removed by the next that makes one of the same kind. Who is alive holds a
 * lock on a file beside it, which the system releases whatever the process ends by.
 */
public final class TemporaryDirectory implements AutoCloseable {
  private static final String LOCK = ".lock";

  private final Path path;
  private final Path lockFile;
  private final FileChannel lock;

  private TemporaryDirectory(Path path, Path lockFile, FileChannel lock) {
    this.path = path;
    this.lockFile = lockFile;
    this.lock = lock;
  }

  /**
   * Makes an empty directory that only its owner can read.
   *
   * @param kind start of its name
   * @throws UncheckedIOException if the temporary directory is not there or cannot be written to
   */
  public static TemporaryDirectory create(String kind) {
    Path parent = Path.of(System.getProperty("java.io.tmpdir"));
    try {
      removeAbandoned(parent, kind);
      Path path = parent.resolve(kind + "-" + UUID.randomUUID());
      Path lockFile = parent.resolve(path.getFileName() + LOCK);
      FileChannel lock =
          FileChannel.open(lockFile, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      lock.lock();
      TemporaryDirectory made = new TemporaryDirectory(path, lockFile, lock);
      try {
        Files.createDirectory(
            path,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      } catch (IOException e) {
        made.close();
        throw e;
      }
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "%s: no temporary directory can be made there: %s".formatted(parent, Reason.of(e)), e);
    }
  }

  /** Returns where it is. */
  public Path path() {
    return path;
  }

  private static void removeAbandoned(Path parent, String kind) throws IOException {
    try (DirectoryStream<Path> locks = Files.newDirectoryStream(parent, kind + "-*" + LOCK)) {
      for (Path file : locks) {
        removeIfAbandoned(file);
      }
    }
  }

  private static void removeIfAbandoned(Path lockFile) {
    try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE);
        FileLock held = channel.tryLock()) {
      if (held != null) {
        String name = lockFile.getFileName().toString();
        remove(lockFile.resolveSibling(name.substring(0, name.length() - LOCK.length())), lockFile);
      }
    } catch (IOException | OverlappingFileLockException e) {
      // Of another user, in use by this process, or gone this moment: not ours to remove.
      return;
    }
  }

  private static void remove(Path directory, Path lockFile) throws IOException {
    if (Files.exists(directory)) {
      MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
    }
    Files.deleteIfExists(lockFile);
  }

  /**
   * Removes it with all that it holds.
   *
   * @throws UncheckedIOException if that cannot be done
   */
  @Override
  public void close() {
    try (lock) {
      remove(path, lockFile);
    } catch (IOException e) {
      throw new UncheckedIOException("%s: cannot be removed: %s".formatted(path, Reason.of(e)), e);
    }
  }
}
