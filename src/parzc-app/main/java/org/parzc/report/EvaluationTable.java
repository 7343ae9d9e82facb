package org.parzc.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.parzc.dataset.MeanStd;
import org.parzc.evaluation.Evaluation;
import org.parzc.evaluation.RankQuality;
import org.parzc.report.Table.Column;

/**
 * Table of an evaluation: a row per budget and ranker, the best first; mean ± standard deviation
 * over the splits.
 */
public final class EvaluationTable {
  private static final int DIGITS = 3;
  private static final int DIGITS_OF_OTHERS = 2;
  private static final Map<String, ToDoubleFunction<RankQuality>> MEASURES = new LinkedHashMap<>();

  static {
    MEASURES.put("τ", RankQuality::tau);
    MEASURES.put("ρ", RankQuality::rho);
    MEASURES.put("P@1%", RankQuality::precisionAt1Percent);
    MEASURES.put("P@5%", RankQuality::precisionAt5Percent);
    MEASURES.put("P@10", RankQuality::precisionAt10);
  }

  private EvaluationTable() {}

  /** Returns the table; seconds are those of a split. */
  public static Table of(List<Evaluation.Row> rows) {
    List<Column> columns =
        new ArrayList<>(List.of(Column.number("labels", 0), Column.text("ranker")));
    MEASURES
        .keySet()
        .forEach(
            name ->
                columns.addAll(
                    List.of(
                        Column.number(name, DIGITS),
                        Column.number(name + " ±", DIGITS).headed("±"))));
    columns.addAll(
        List.of(
            Column.number("best in top 10", DIGITS_OF_OTHERS),
            Column.number("seconds", DIGITS_OF_OTHERS)));
    return Table.of(columns, Evaluation.Row.bestFirst(rows), EvaluationTable::row);
  }

  private static List<Object> row(Evaluation.Row row) {
    List<Object> cells = new ArrayList<>(List.of(row.budget(), row.ranker()));
    MEASURES
        .values()
        .forEach(
            measure -> {
              MeanStd summary = row.summary(measure);
              cells.addAll(List.of(summary.mean(), summary.std()));
            });
    cells.addAll(List.of(row.summary(RankQuality::bestInTopTen).mean(), row.seconds()));
    return cells;
  }
}
