package org.parzc.serve;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.regex.Pattern;
import org.parzc.InputException;
import org.parzc.files.Reason;

/** What a request must carry to be answered. Immutable, thread-safe; never printed. */
public final class AccessToken {
  private static final Pattern FORM = Pattern.compile("[\\x21-\\x7e]{16,}");
  private final byte[] header;

  private AccessToken(String token) {
    header = ("Bearer " + token).getBytes(StandardCharsets.ISO_8859_1);
  }

  /**
   * Reads a token: one line of at least 16 printable ASCII characters without blanks.
   *
   * @throws InputException if the file holds none, or cannot be read
   */
  public static AccessToken read(Path file) {
    try {
      String token = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
      if (!FORM.matcher(token).matches()) {
        throw new InputException(
            "%s: found no token, expected one line of at least 16 printable ASCII characters"
                .formatted(file));
      }
      return new AccessToken(token);
    } catch (IOException e) {
      throw new InputException("%s: cannot be read: %s".formatted(file, Reason.of(e)), e);
    }
  }

  /**
   * Returns whether a request may be answered; the time that takes does not tell how much of the
   * token is right.
   *
   * @param authorization value of the header {@code Authorization}; null if there is none
   */
  boolean admits(String authorization) {
    return authorization != null
        && MessageDigest.isEqual(header, authorization.getBytes(StandardCharsets.ISO_8859_1));
  }
}
