package org.parzc.serve;

import static java.nio.file.attribute.PosixFilePermission.OTHERS_READ;

import com.google.common.base.Strings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.security.MessageDigest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.parzc.InputException;
import org.parzc.files.Reason;

/** What a request must carry to be answered. Immutable, thread-safe; never printed. */
public final class AccessToken {
  private static final Pattern FORM = Pattern.compile("[\\x21-\\x7e]{16,}");

  /** The scheme has no case (RFC 9110, 11.1), the token has. */
  private static final Pattern HEADER = Pattern.compile("(?i:bearer) +(.*)");

  private final byte[] token;

  private AccessToken(String token) {
    this.token = token.getBytes(StandardCharsets.ISO_8859_1);
  }

  /**
   * Reads a token: one line of at least 16 printable ASCII characters without blanks.
   *
   * @throws InputException if the file holds none, cannot be read, or can be by every user of the
   *     machine
   */
  public static AccessToken read(Path file) {
    try {
      String token = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
      if (!FORM.matcher(token).matches()) {
        throw new InputException(
            "%s: found no token, expected one line of at least 16 printable ASCII characters"
                .formatted(file));
      }
      requireSecret(file);
      return new AccessToken(token);
    } catch (IOException e) {
      throw new InputException("%s: cannot be read: %s".formatted(file, Reason.of(e)), e);
    }
  }

  private static void requireSecret(Path file) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (view != null && view.readAttributes().permissions().contains(OTHERS_READ)) {
      throw new InputException(
          "%s: every user of this machine may read it, expected a secret (chmod o-rwx)"
              .formatted(file));
    }
  }

  /**
   * Returns whether a request may be answered; the time that takes does not tell how much of the
   * token is right.
   *
   * @param authorization value of the header {@code Authorization}; null if there is none
   */
  boolean admits(String authorization) {
    Matcher header = HEADER.matcher(Strings.nullToEmpty(authorization));
    return header.matches()
        && MessageDigest.isEqual(token, header.group(1).getBytes(StandardCharsets.ISO_8859_1));
  }
}
