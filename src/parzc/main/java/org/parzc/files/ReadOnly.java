package org.parzc.files;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Whether a file that is there can be changed, by the rights of this process, its attributes and
 * the file system that it lies on. Nothing is opened for that.
 */
public final class ReadOnly {
  private ReadOnly() {}

  /**
   * Returns why a file cannot be written, as what follows its name in a message; empty if it can,
   * or is not there.
   */
  public static Optional<String> reason(Path file) {
    return Files.exists(file) && !Files.isWritable(file)
        ? Optional.of("cannot be written")
        : Optional.empty();
  }

  /**
   * Returns why a file cannot be written, or no file be made beside it, which some formats need;
   * otherwise as {@link #reason}.
   */
  public static Optional<String> reasonWithDirectory(Path file) {
    return reason(file)
        .or(
            () ->
                Files.exists(file) && !Files.isWritable(file.toAbsolutePath().getParent())
                    ? Optional.of("lies in a directory that cannot be written")
                    : Optional.empty());
  }
}
