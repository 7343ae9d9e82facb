package org.parzc.report;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.parzc.ranking.Evaluation;
import org.parzc.ranking.RankQuality;

/** The table of an evaluation: a row per ranker and budget, mean ± standard deviation over the splits. */
public final class EvaluationTable {
  private EvaluationTable() {}

  /** Returns the table for the terminal, best τ first within each budget. */
  public static String text(List<Evaluation.Row> rows) {
    TextTable table = new TextTable("labels", "<ranker", "τ", "±", "ρ", "±", "P@10%", "±", "best in top 10");
    rows.stream().sorted(Comparator.comparingInt(Evaluation.Row::budget)
        .thenComparing(Comparator.comparingDouble((Evaluation.Row row) -> Summary.of(row, RankQuality::tau).mean())
            .reversed()))
        .forEach(row -> {
          Summary tau = Summary.of(row, RankQuality::tau);
          Summary rho = Summary.of(row, RankQuality::rho);
          Summary precision = Summary.of(row, RankQuality::precisionAtTop);
          table.add(row.budget(), row.ranker(), three(tau.mean()), three(tau.deviation()), three(rho.mean()),
              three(rho.deviation()), three(precision.mean()), three(precision.deviation()),
              String.format(Locale.ROOT, "%.2f", Summary.of(row, RankQuality::bestInTopTen).mean()));
        });
    return table.toString();
  }

  private static String three(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  /**
   * Mean and spread over the splits.
   *
   * @param mean mean
   * @param deviation sample standard deviation; 0 for a single split
   */
  public record Summary(double mean, double deviation) {
    /** Summarises one measure of a row. */
    public static Summary of(Evaluation.Row row, ToDoubleFunction<RankQuality> measure) {
      double[] values = row.splits().stream().mapToDouble(measure).toArray();
      double mean = Arrays.stream(values).average().orElse(Double.NaN);
      double squares = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
      return new Summary(mean, values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1)));
    }
  }
}
