package org.parzc.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.parzc.InputException;
import org.parzc.labels.CsvTable;
import org.parzc.model.RankedArchitecture;
import org.parzc.model.Ranking;
import org.parzc.report.Table.Column;

/** The table of a ranking: rank, architecture, score and the score's standard deviation. */
public final class RankingTable {
  static final List<Column> COLUMNS =
      List.of(
          Column.number("rank", 0),
          Column.text("architecture"),
          Column.number("score", 4),
          Column.number("std", 4));

  private RankingTable() {}

  /** Returns the table, in the order of the ranking. */
  public static Table of(Ranking ranking) {
    return Table.of(
        COLUMNS,
        ranking.architectures(),
        one -> List.of(one.rank(), one.architecture(), one.score(), one.standardDeviation()));
  }

  /**
   * Reads a ranking from the table's CSV file; texts of architectures are taken as they are.
   *
   * @throws InputException if the file cannot be read, or has other columns or something that is
   *     not a number
   */
  public static Ranking read(Path file) {
    CsvTable table = CsvTable.open(file);
    int[] columns = COLUMNS.stream().map(Column::name).mapToInt(table::column).toArray();
    List<RankedArchitecture> ranking = new ArrayList<>();
    table.forEach(
        row ->
            ranking.add(
                new RankedArchitecture(
                    (int) number(table, row, columns[0]),
                    row.fields().get(columns[1]),
                    number(table, row, columns[2]),
                    number(table, row, columns[3]))));
    return new Ranking(ranking);
  }

  private static double number(CsvTable table, CsvTable.Row row, int column) {
    try {
      return Double.parseDouble(row.fields().get(column).strip());
    } catch (NumberFormatException e) {
      throw table.wrong(
          row, column, 0, "found '%s', expected a number".formatted(row.fields().get(column)));
    }
  }
}
