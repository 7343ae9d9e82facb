package org.parzc.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.parzc.evaluation.Evaluation;
import org.parzc.evaluation.RankQuality;

/** The table of an evaluation: a row per ranker and budget, mean ± standard deviation over the splits. */
public final class EvaluationTable {
  /** Measures shown with their spread. */
  private static final List<ToDoubleFunction<RankQuality>> SPREAD = List.of(RankQuality::tau, RankQuality::rho,
      RankQuality::precisionAt1Percent, RankQuality::precisionAt5Percent, RankQuality::precisionAtTopTen);

  private EvaluationTable() {}

  /** Returns the table for the terminal, best τ first within each budget; seconds are those of a split. */
  public static String text(List<Evaluation.Row> rows) {
    TextTable table = new TextTable("labels", "<ranker", "τ", "±", "ρ", "±", "P@1%", "±", "P@5%", "±", "P@top10", "±",
        "best in top 10", "seconds");
    rows.stream().sorted(Comparator.comparingInt(Evaluation.Row::budget)
        .thenComparing(bestFirst()))
        .forEach(row -> {
          List<Object> cells = new ArrayList<>(List.of(row.budget(), row.ranker()));
          for (ToDoubleFunction<RankQuality> measure : SPREAD) {
            Summary summary = Summary.of(row, measure);
            cells.add(three(summary.mean()));
            cells.add(three(summary.deviation()));
          }
          cells.add(two(Summary.of(row, RankQuality::bestInTopTen).mean()));
          cells.add(two(row.splits().stream().mapToDouble(Evaluation.Result::seconds).average().orElse(Double.NaN)));
          table.add(cells.toArray());
        });
    return table.toString();
  }

  /** Returns the order of rows by their mean τ, the highest first, and those without one last. */
  public static Comparator<Evaluation.Row> bestFirst() {
    return Comparator.comparingDouble((Evaluation.Row row) -> {
      double tau = Summary.of(row, RankQuality::tau).mean();
      return Double.isNaN(tau) ? Double.NEGATIVE_INFINITY : tau;
    }).reversed();
  }

  private static String two(double value) {
    return TextTable.fixed(value, 2);
  }

  private static String three(double value) {
    return TextTable.fixed(value, 3);
  }

  /**
   * Mean and spread over the splits.
   *
   * @param mean mean; NaN if the measure is undefined on a split
   * @param deviation sample standard deviation; 0 for a single split, NaN if the measure is undefined on a split
   */
  public record Summary(double mean, double deviation) {
    /** Summarises one measure of a row. */
    public static Summary of(Evaluation.Row row, ToDoubleFunction<RankQuality> measure) {
      double[] values = row.qualities().stream().mapToDouble(measure).toArray();
      double mean = Arrays.stream(values).average().orElse(Double.NaN);
      double squares = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
      return new Summary(mean, values.length < 2 && !Double.isNaN(mean) ? 0 : Math.sqrt(squares / (values.length - 1)));
    }
  }
}
