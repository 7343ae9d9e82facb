package org.parzc.report;

import java.util.List;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.parzc.evaluation.Calibration;
import org.parzc.evaluation.Evaluation;

/** The table of what deviations are worth, means over the splits; only rankers that know deviations have a row. */
public final class CalibrationTable {
  private CalibrationTable() {}

  /** Returns the table for the terminal, in the order of the rows. */
  public static String text(List<Evaluation.Row> rows) {
    TextTable table = new TextTable("labels", "<ranker", "ρ(std, error)", "within 1 std", "within 2 std");
    for (Evaluation.Row row : rows) {
      List<Calibration> splits = row.splits().stream().map(Evaluation.Result::calibration).filter(Objects::nonNull)
          .toList();
      if (!splits.isEmpty()) {
        table.add(row.budget(), row.ranker(), mean(splits, Calibration::errorCorrelation),
            mean(splits, Calibration::withinOne), mean(splits, Calibration::withinTwo));
      }
    }
    return table.toString();
  }

  private static String mean(List<Calibration> splits, ToDoubleFunction<Calibration> measure) {
    return TextTable.fixed(splits.stream().mapToDouble(measure).average().orElseThrow(), 3);
  }
}
