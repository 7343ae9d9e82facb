package org.parzc.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.parzc.InputException;
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
    Path target = file.toAbsolutePath();
    try {
      Path fresh = Files.createTempFile(target.getParent(), ".parzc-ranking", ".csv");
      try {
        try (CSVPrinter csv = FORMAT.print(Files.newBufferedWriter(fresh))) {
          csv.printRecord("rank", "architecture", "score", "std");
          for (RankedArchitecture one : ranking) {
            csv.printRecord(one.rank(), one.architecture(), one.score(), one.deviation());
          }
        }
        Files.move(fresh, target, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(fresh);
      }
    } catch (IOException e) {
      throw new InputException("%s: cannot be written: %s".formatted(file, e), e);
    }
  }
}
