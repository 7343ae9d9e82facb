package org.parzc.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.parzc.InputException;
import org.parzc.files.AtomicFile;
import org.parzc.ranking.RankedArchitecture;

/** A ranking as a CSV file: rank, architecture, score, std. */
public final class RankingFile {
  private static final CSVFormat FORMAT = CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();

  private RankingFile() {}

  /**
   * Writes a ranking; the file appears whole or not at all.
   *
   * @throws InputException if it cannot be written
   */
  public static void write(Path file, List<RankedArchitecture> ranking) {
    AtomicFile.write(file, unfinished -> {
      try (CSVPrinter csv = FORMAT.print(Files.newBufferedWriter(unfinished))) {
        csv.printRecord("rank", "architecture", "score", "std");
        for (RankedArchitecture one : ranking) {
          csv.printRecord(one.rank(), one.architecture(), one.score(), one.deviation());
        }
      }
    });
  }
}
