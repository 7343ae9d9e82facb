package org.parzc.images;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.nio.file.Path;

/**
 * Names what images were read from, in a way that does not depend on where the file lies or how it
 * is compressed.
 */
final class ImageOrigin {
  private static final int DIGITS = 12;

  private ImageOrigin() {}

  /**
   * Returns kind, file name and the first digits of the SHA-256 of the given contents, one after
   * the other.
   */
  static String of(String kind, Path file, byte[]... contents) {
    Hasher hasher = Hashing.sha256().newHasher();
    for (byte[] content : contents) {
      hasher.putBytes(content);
    }
    return "%s %s sha256 %s"
        .formatted(kind, file.getFileName(), hasher.hash().toString().substring(0, DIGITS));
  }
}
