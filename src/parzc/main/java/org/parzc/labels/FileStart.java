package org.parzc.labels;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.parzc.InputException;
import org.parzc.files.InputFile;

/**
 * What tells kinds of files apart.
 *
 * @param name name of the file in lower case
 * @param first first byte that is no blank, -1 if there is none
 */
record FileStart(String name, int first) {
  /**
   * @throws InputException if there is no such file or it cannot be read
   */
  static FileStart of(Path file) {
    InputFile.requirePresent(file);
    try (InputStream stream = new BufferedInputStream(Files.newInputStream(file))) {
      int first = stream.read();
      while (first >= 0 && Character.isWhitespace(first)) {
        first = stream.read();
      }
      return new FileStart(file.toString().toLowerCase(Locale.ROOT), first);
    } catch (IOException e) {
      throw new InputException(file + ": cannot be read: " + InputFile.reason(e), e);
    }
  }

  /** Returns whether the name says that the file is JSON. */
  boolean isJson() {
    return name.endsWith(".json");
  }
}
