package org.parzc.report;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.parzc.dataset.MeanStd;
import org.parzc.report.Table.Column;
import org.parzc.search.Trial;

/** The table of searches with different seeds beside each other: a row per trial. */
public final class TrialTable {
  private static final int DIGITS = 3;
  private static final int DIGITS_OF_SECONDS = 2;

  private TrialTable() {}

  /**
   * Returns the table.
   *
   * @param column what the accuracy is called
   */
  public static Table of(List<Trial> trials, String column) {
    return Table.of(
        List.of(
            Column.number("seed", 0),
            Column.text("architecture").headed("found"),
            Column.number(column, DIGITS),
            Column.number("architectures", 0),
            Column.number("labels", 0),
            Column.number("cpu_seconds", DIGITS_OF_SECONDS).headed("CPU s")),
        trials,
        one ->
            List.of(
                one.seed(),
                one.found().text(),
                one.accuracy(),
                one.architectures(),
                one.labels(),
                one.cpuSeconds()));
  }

  /**
   * Returns the table with a last row of means and standard deviations.
   *
   * @param column what the accuracy is called
   */
  public static Table withMeans(List<Trial> trials, String column) {
    return of(trials, column)
        .plus(
            List.of(
                "",
                "mean ± std",
                means(trials, Trial::accuracy, DIGITS),
                means(trials, Trial::architectures, 0),
                means(trials, Trial::labels, 0),
                means(trials, Trial::cpuSeconds, DIGITS_OF_SECONDS)));
  }

  private static String means(List<Trial> trials, ToDoubleFunction<Trial> value, int digits) {
    MeanStd all = MeanStd.of(trials.stream().mapToDouble(value));
    return Format.decimals(all.mean(), digits) + " ± " + Format.decimals(all.std(), digits);
  }
}
