package org.parzc.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.parzc.InputException;
import org.parzc.files.AtomicFile;
import org.parzc.search.Evaluation;

/** What a search found as a CSV file, which is a file of candidates: rank, architecture, score and the cost if any. */
public final class SearchFile {
  private static final CSVFormat FORMAT = CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();

  private SearchFile() {}

  /**
   * Writes evaluations in their order; the file appears whole or not at all.
   *
   * @param cost name of the cost that was minimised, which becomes a column
   * @throws InputException if it cannot be written
   */
  public static void write(Path file, List<Evaluation> found, Optional<String> cost) {
    AtomicFile.write(file, unfinished -> {
      try (CSVPrinter csv = FORMAT.print(Files.newBufferedWriter(unfinished))) {
        csv.printRecord(row("rank", "architecture", "score", cost));
        int rank = 0;
        for (Evaluation one : found) {
          csv.printRecord(row(++rank, one.architecture().text(), one.score(), cost.map(name -> one.cost())));
        }
      }
    });
  }

  private static List<Object> row(Object rank, Object architecture, Object score, Optional<?> cost) {
    return cost.isPresent() ? List.of(rank, architecture, score, cost.get()) : List.of(rank, architecture, score);
  }
}
