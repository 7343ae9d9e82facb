package org.parzc.report;

import java.util.List;
import org.parzc.evaluation.Calibration;
import org.parzc.evaluation.Evaluation;
import org.parzc.report.Table.Column;

/**
 * Table of uncertainty calibration, means over the splits: a row per budget and ranker with
 * standard deviations.
 */
public final class CalibrationTable {
  private static final int DIGITS = 3;

  private CalibrationTable() {}

  /** Returns the table, in the order of the rows. */
  public static Table of(List<Evaluation.Row> rows) {
    return Table.of(
        List.of(
            Column.number("labels", 0),
            Column.text("ranker"),
            Column.number("ρ(std, error)", DIGITS),
            Column.number("within 1 std", DIGITS),
            Column.number("within 2 std", DIGITS)),
        rows.stream().filter(row -> row.calibration().isPresent()).toList(),
        CalibrationTable::row);
  }

  private static List<Object> row(Evaluation.Row row) {
    Calibration mean = row.calibration().orElseThrow();
    return List.of(
        row.budget(), row.ranker(), mean.errorCorrelation(), mean.withinOne(), mean.withinTwo());
  }
}
