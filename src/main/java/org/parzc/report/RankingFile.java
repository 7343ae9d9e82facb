package org.parzc.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.parzc.InputException;
import org.parzc.files.AtomicFile;
import org.parzc.labels.CsvTable;
import org.parzc.model.RankedArchitecture;

/** A ranking as a CSV file: rank, architecture, score, std. */
public final class RankingFile {
  private static final CSVFormat FORMAT = CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();

  private RankingFile() {}

  /**
   * Reads a ranking that {@link #write} wrote; texts of architectures are taken as they are.
   *
   * @throws InputException if the file cannot be read, or has other columns or something that is not a number
   */
  public static List<RankedArchitecture> read(Path file) {
    CsvTable table = CsvTable.open(file);
    int[] columns = Stream.of("rank", "architecture", "score", "std").mapToInt(table::column).toArray();
    List<RankedArchitecture> ranking = new ArrayList<>();
    table.forEach(row -> ranking.add(new RankedArchitecture((int) number(table, row, columns[0]),
        row.fields().get(columns[1]), number(table, row, columns[2]), number(table, row, columns[3]))));
    return ranking;
  }

  private static double number(CsvTable table, CsvTable.Row row, int column) {
    try {
      return Double.parseDouble(row.fields().get(column).strip());
    } catch (NumberFormatException e) {
      throw table.wrong(row, column, 0, "found '%s', expected a number".formatted(row.fields().get(column)));
    }
  }

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
