package org.parzc.cli;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.parzc.InputException;

/** Tells whether files are still the same. */
final class Fingerprint {
  private Fingerprint() {}

  /**
   * Returns a hash of the content of a file, or of every file directly in a directory.
   *
   * @throws InputException if it cannot be read
   */
  static String of(Path place) {
    try (Stream<Path> inside = Files.isDirectory(place) ? Files.list(place) : Stream.of(place)) {
      Hasher hash = Hashing.sha256().newHasher();
      for (Path file : inside.sorted().toList()) {
        hash.putBytes(MoreFiles.asByteSource(file).hash(Hashing.sha256()).asBytes());
      }
      return hash.hash().toString();
    } catch (IOException e) {
      throw new InputException("%s: cannot be read: %s".formatted(place, e), e);
    }
  }
}
