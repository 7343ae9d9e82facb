package org.parzc.files;

import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.nio.file.Path;
import org.parzc.InputException;

/** Tells whether files are still the same. */
public final class Fingerprint {
  private Fingerprint() {}

  /**
   * Returns a hash of the content of a file.
   *
   * @throws InputException if it cannot be read
   */
  public static String of(Path file) {
    try {
      return MoreFiles.asByteSource(file).hash(Hashing.sha256()).toString();
    } catch (IOException e) {
      throw new InputException("%s: cannot be read: %s".formatted(file, Reason.of(e)), e);
    }
  }
}
