package org.parzc.labels;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.parzc.InputException;
import org.parzc.files.InputFile;

/**
 * Finds where the quotes of a CSV file go wrong: the library that reads it tells that in words of
 * its own.
 */
final class CsvQuotes {
  private static final char QUOTE = '"';

  private CsvQuotes() {}

  /**
   * Returns what is wrong with the first quote that is, pointing at where it opens; empty if none
   * is.
   *
   * @throws IOException if the file cannot be read
   */
  static Optional<InputException> wrong(Path file, char separator) throws IOException {
    int openLine = 0;
    int openColumn = 0;
    try (BufferedReader lines = InputFile.reader(file)) {
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        boolean isRemark = openLine == 0 && line.startsWith("#");
        for (int at = isRemark ? line.length() + 1 : 0; at <= line.length(); ) {
          if (openLine == 0 && !line.startsWith("\"", at)) {
            int end = line.indexOf(separator, at);
            at = end < 0 ? line.length() + 1 : end + 1;
            continue;
          }
          if (openLine == 0) {
            openLine = number;
            openColumn = ++at;
          }
          int closing = closing(line, at);
          if (closing < 0) {
            break;
          }
          at = afterBlanks(line, closing + 1, separator);
          if (at < line.length() && line.charAt(at) != separator) {
            return Optional.of(
                new InputException(
                    ("%s:%d:%d: found a quote that opens here and closes in line " + "%d before ")
                            .formatted(file, openLine, openColumn, number)
                        + InputFile.excerpt(line.substring(at))
                        + ", expected it to close before a separator or the end of a line"));
          }
          openLine = 0;
          at++;
        }
      }
    }
    return openLine == 0
        ? Optional.empty()
        : Optional.of(
            new InputException(
                "%s:%d:%d: found a quote that opens here and never closes"
                    .formatted(file, openLine, openColumn)));
  }

  /**
   * Returns where the quote stands that closes a field, from a place inside the field; -1 if the
   * line has none.
   */
  private static int closing(String line, int from) {
    int at = line.indexOf(QUOTE, from);
    while (at >= 0 && line.startsWith("\"\"", at)) {
      at = line.indexOf(QUOTE, at + 2);
    }
    return at;
  }

  private static int afterBlanks(String line, int from, char separator) {
    int at = from;
    while (at < line.length()
        && line.charAt(at) != separator
        && Character.isWhitespace(line.charAt(at))) {
      at++;
    }
    return at;
  }
}
