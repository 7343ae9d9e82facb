package org.parzc.cli;

import java.nio.charset.Charset;
import java.nio.file.InvalidPathException;
import java.util.Arrays;
import java.util.Optional;

/**
 * The characters that Java has for names of files and for arguments: those of the locale that it
 * was started with, and ASCII where that is not installed. They cannot be changed afterwards; the
 * launchers choose UTF-8.
 */
final class FileNames {
  /** What Java puts in place of bytes that mean nothing in its characters. */
  private static final String UNREADABLE = "\uFFFD";

  private static final String HINT =
      "Java was started with a locale that is not installed, or has none of UTF-8; expected"
          + " LC_ALL=C.UTF-8";

  private FileNames() {}

  /** Returns the name of the characters. */
  static String charset() {
    return System.getProperty("sun.jnu.encoding", Charset.defaultCharset().name());
  }

  /** Returns what is wrong with arguments that Java could not read, if there are any. */
  static Optional<String> complaint(String charset, String... arguments) {
    return charset.equals("UTF-8")
        ? Optional.empty()
        : Arrays.stream(arguments)
            .filter(argument -> argument.contains(UNREADABLE))
            .findFirst()
            .map(
                argument ->
                    "'%s': found letters that %s has not: %s"
                        .formatted(argument.replace(UNREADABLE, "?"), charset, HINT));
  }

  /** Returns what is wrong with a name that no file can have. */
  static String complaint(String charset, InvalidPathException e) {
    return charset.equals("UTF-8")
        ? "'%s': no name of a file: %s".formatted(e.getInput(), e.getReason())
        : "'%s': found letters that %s has not: %s".formatted(e.getInput(), charset, HINT);
  }
}
