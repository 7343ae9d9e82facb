package org.parzc.files;

import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/**
 * Why something could not be done with a file, in one line without the name of a Java class or of
 * the file.
 */
public final class Reason {
  private Reason() {}

  /** Returns the reason; {@code e} may be null. */
  public static String of(Throwable e) {
    if (e instanceof UncheckedIOException && e.getCause() != null) {
      return of(e.getCause());
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof CharacterCodingException) {
      return "found bytes that are not text, expected UTF-8";
    }
    String message =
        e instanceof FileSystemException failed
            ? failed.getReason()
            : e == null ? null : e.getMessage();
    if (message == null || message.isBlank()) {
      return e instanceof NoSuchFileException
          ? "no such file or directory"
          : "the system gave no reason";
    }
    return message.lines().findFirst().orElse("");
  }
}
