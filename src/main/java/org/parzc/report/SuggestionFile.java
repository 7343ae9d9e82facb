package org.parzc.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.parzc.InputException;
import org.parzc.files.AtomicFile;

/** Architectures to label as a CSV file, which is a file of candidates: architecture, reason. */
public final class SuggestionFile {
  private static final CSVFormat FORMAT = CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();

  private SuggestionFile() {}

  /**
   * One architecture to label.
   *
   * @param architecture its text
   * @param reason why it was chosen, one word
   */
  public record Suggestion(String architecture, String reason) {}

  /**
   * Writes suggestions; the file appears whole or not at all.
   *
   * @throws InputException if it cannot be written
   */
  public static void write(Path file, List<Suggestion> suggestions) {
    AtomicFile.write(file, unfinished -> {
      try (CSVPrinter csv = FORMAT.print(Files.newBufferedWriter(unfinished))) {
        csv.printRecord("architecture", "reason");
        for (Suggestion one : suggestions) {
          csv.printRecord(one.architecture(), one.reason());
        }
      }
    });
  }
}
