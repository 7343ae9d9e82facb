package org.parzc.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * A name beside a file under which its next content is made. Whoever has it holds a lock on a
 * second file, which the system lets go of when the process ends, however it ends: names whose lock
 * can be had are left over, and are removed by the next that writes that file. Process ids tell
 * nothing of that: in containers every one is 1. Where the file system knows no locks nothing is
 * taken for left over. Used by one thread.
 */
public final class Unfinished implements AutoCloseable {
  private static final String LOCK = ".lock";
  private static final int TOKEN_LENGTH = 8;

  /** Locks of this process: looking whether one can be had would let go of it. */
  private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

  private final Path lock;
  private final FileChannel channel;

  private Unfinished(Path lock, FileChannel channel) {
    this.lock = lock;
    this.channel = channel;
  }

  /**
   * Takes a new name, after those that are left over were removed.
   *
   * @param target the file to be made
   * @throws IOException if its directory cannot be written
   */
  public static Unfinished of(Path target) throws IOException {
    removeLeftOver(target);
    while (true) {
      String token = UUID.randomUUID().toString().substring(0, TOKEN_LENGTH);
      Path lock = target.toAbsolutePath().resolveSibling(prefix(target) + token + LOCK);
      if (!OWN.add(lock)) {
        continue;
      }
      try {
        FileChannel channel =
            FileChannel.open(lock, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        Unfinished taken = new Unfinished(lock, channel);
        if (isLocked(channel) && Files.exists(lock)) {
          return taken;
        }
        // Another process took it for left over before it was locked.
        taken.close();
      } catch (FileAlreadyExistsException e) {
        OWN.remove(lock);
      } catch (IOException e) {
        OWN.remove(lock);
        throw e;
      }
    }
  }

  private static String prefix(Path target) {
    return "." + target.getFileName() + ".";
  }

  /** Returns whether nobody else has the lock. */
  private static boolean isLocked(FileChannel channel) {
    try {
      FileLock found = channel.tryLock();
      return found != null;
    } catch (IOException e) {
      // No locks here: then nobody can have it.
      return true;
    }
  }

  /**
   * Removes what processes that died left beside a file. What cannot be removed stays; it is in
   * nobody's way.
   */
  public static void removeLeftOver(Path target) {
    Pattern name =
        Pattern.compile(
            Pattern.quote(prefix(target)) + "[0-9a-f]{%d}[.]lock".formatted(TOKEN_LENGTH));
    Path directory = target.toAbsolutePath().getParent();
    for (Path lock :
        list(directory, file -> name.matcher(file.getFileName().toString()).matches())) {
      if (OWN.contains(lock)) {
        continue;
      }
      try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE)) {
        FileLock had = channel.tryLock();
        if (had != null) {
          remove(lock);
        }
      } catch (IOException | OverlappingFileLockException e) {
        // Somebody writes it, or may not be asked: it stays.
      }
    }
  }

  /** Removes whatever has the name of a lock, the lock last. */
  private static void remove(Path lock) throws IOException {
    String file = lock.getFileName().toString();
    String token = file.substring(0, file.length() - LOCK.length() + 1);
    for (Path made :
        list(lock.getParent(), one -> one.getFileName().toString().startsWith(token))) {
      if (!made.equals(lock)) {
        Files.deleteIfExists(made);
      }
    }
    Files.deleteIfExists(lock);
  }

  private static List<Path> list(Path directory, DirectoryStream.Filter<Path> filter) {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, filter)) {
      files.forEach(found::add);
    } catch (IOException | DirectoryIteratorException e) {
      return List.of();
    }
    return found;
  }

  /** Returns the file to fill; it does not exist yet. */
  public Path path() {
    String file = lock.getFileName().toString();
    return lock.resolveSibling(file.substring(0, file.length() - LOCK.length()) + ".tmp");
  }

  /** Removes what was made and not moved away. */
  @Override
  public void close() throws IOException {
    try (channel) {
      remove(lock);
    } finally {
      OWN.remove(lock);
    }
  }
}
