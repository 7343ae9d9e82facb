package org.parzc.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.parzc.InputException;
import org.parzc.files.AtomicFile;

/**
 * The part of a Markdown file between two comments, which a program writes; the rest is written by
 * hand.
 */
final class MarkedSection {
  static final String START = "<!-- results -->";
  static final String END = "<!-- /results -->";

  private final Path file;
  private final String before;
  private final String after;

  /**
   * Finds the section.
   *
   * @throws InputException if the file is missing, or has not one of each marker in their order
   */
  MarkedSection(Path file) {
    this.file = file;
    String text = read(file);
    int start = only(START, text);
    int end = only(END, text);
    if (start > end) {
      throw new InputException(
          file + ": found " + END + " before " + START + ", expected it after");
    }
    before = text.substring(0, start + START.length());
    after = text.substring(end);
  }

  private static String read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new InputException(
          file + ": no such file, expected Markdown with " + START + " and " + END);
    }
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new InputException(file + ": cannot be read: " + e, e);
    }
  }

  private int only(String marker, String text) {
    int first = text.indexOf(marker);
    if (first < 0 || text.indexOf(marker, first + 1) >= 0) {
      throw new InputException(
          file + ": found " + (first < 0 ? "no " : "more than one ") + marker + ", expected one");
    }
    return first;
  }

  /** Replaces what is between the markers, and nothing else. */
  void write(String content) {
    AtomicFile.write(
        file,
        unfinished ->
            Files.writeString(unfinished, before + "\n\n" + content.strip() + "\n\n" + after));
  }
}
