package org.parzc.files;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.parzc.InputException;

/**
 * Tables that a command writes and reads again: CSV whose first line is a comment with the SHA-256
 * of all lines after it. Tables without that line are their user's own, and read as they are.
 */
public final class CheckedTable {
  private static final String COMMENT = "sha256 %s of the lines below";
  private static final Pattern FIRST_LINE =
      Pattern.compile("# " + COMMENT.formatted("([0-9a-f]{64})") + "\n");
  private static final int LENGTH = ("# " + COMMENT + "\n").length() - "%s".length() + 64;
  private static final int PIECE = 1 << 16;

  private CheckedTable() {}

  /** Returns lines of CSV below the one that tells whether they are still the same. */
  public static String text(String lines) {
    return "# "
        + COMMENT.formatted(Hashing.sha256().hashString(lines, StandardCharsets.UTF_8))
        + "\n"
        + lines;
  }

  /** Returns whether a comment, as it stands in the file, is the one with the checksum. */
  public static boolean isChecksum(String line) {
    return FIRST_LINE.matcher(line + "\n").matches();
  }

  /**
   * Checks a table; one without a checksum is taken as it is.
   *
   * @throws IOException if it cannot be read
   * @throws InputException if it was changed after it was written
   */
  public static void requireUnchanged(Path file) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), PIECE)) {
      Matcher line =
          FIRST_LINE.matcher(new String(in.readNBytes(LENGTH), StandardCharsets.ISO_8859_1));
      if (!line.matches()) {
        return;
      }
      Hasher hasher = Hashing.sha256().newHasher();
      byte[] piece = new byte[PIECE];
      for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
        hasher.putBytes(piece, 0, read);
      }
      if (!hasher.hash().toString().equals(line.group(1))) {
        throw new InputException(
            "%s: its lines are not those that its first line has the checksum of: it was changed "
                    .formatted(file)
                + "after it was written; without that line it is read as it is");
      }
    }
  }
}
