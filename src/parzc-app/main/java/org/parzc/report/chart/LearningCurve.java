package org.parzc.report.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.parzc.dataset.MeanStd;
import org.parzc.evaluation.Evaluation;
import org.parzc.evaluation.RankQuality;
import org.parzc.report.Table;

/**
 * Kendall's τ against the number of labels: mean ± standard deviation over the splits, a line per
 * ranker.
 */
public final class LearningCurve {
  private static final int HEIGHT = 440;

  /** Below this width of the chart names go under it. */
  private static final int NARROW = 560;

  /** Height of a name; without fonts for Chinese, ECharts takes too little by itself. */
  private static final int LINE = 16;

  private LearningCurve() {}

  /**
   * Returns the chart: rankers that know standard deviations, MABN's, and the best of the others
   * with the largest budget.
   *
   * @param rows a row per ranker and budget, budgets in order
   */
  public static Chart of(String id, List<Evaluation.Row> rows) {
    List<Integer> budgets = rows.stream().map(Evaluation.Row::budget).distinct().sorted().toList();
    List<String> rankers = shown(rows, budgets.get(budgets.size() - 1));
    List<Map<String, Object>> series = new ArrayList<>();
    List<List<Object>> numbers = new ArrayList<>();
    for (String ranker : rankers) {
      List<List<Object>> points = new ArrayList<>();
      List<List<List<Object>>> bars = new ArrayList<>();
      Evaluation.Row.bestFirst(rows).stream()
          .filter(row -> row.ranker().equals(ranker))
          .forEach(
              row -> {
                MeanStd tau = row.summary(RankQuality::tau);
                String budget = String.valueOf(row.budget());
                points.add(List.of(budget, Options.rounded(tau.mean())));
                bars.add(
                    List.of(
                        List.of(budget, Options.rounded(tau.mean() - tau.std())),
                        List.of(budget, Options.rounded(tau.mean() + tau.std()))));
                numbers.add(
                    List.of(ranker, row.budget(), tau.mean(), tau.std(), row.splits().size()));
              });
      Map<String, Object> line = Options.line(ranker, series.size() / 2, points);
      series.add(line);
      series.add(Options.errorBars(ranker, bars, List.of(9, 2)));
    }
    Map<String, Object> option =
        Options.cartesian(
            Options.x("labels", budgets.stream().map(String::valueOf).toList()),
            Options.y("Kendall's τ"),
            series);
    return new Chart(
        id,
        "Kendall's τ against the number of labels",
        "Mean over the splits; bars are one standard deviation. "
            + (rankers.size() < rankers(rows)
                ? "The best %d of %d rankers; the table has all."
                    .formatted(rankers.size(), rankers(rows))
                : ""),
        summary(rows, rankers),
        HEIGHT,
        true,
        narrowable(option, rankers.size()),
        new Table(
            List.of(
                Table.Column.text("ranker"),
                Table.Column.number("labels", 0),
                Table.Column.number("τ", 3),
                Table.Column.number("±", 3),
                Table.Column.number("splits", 0)),
            numbers));
  }

  /** Names stand at the ends of lines; where there is no room they go below, one to a line. */
  private static Map<String, Object> narrowable(Map<String, Object> option, int rankers) {
    Map<String, Object> responsive = new TreeMap<>();
    responsive.put("baseOption", option);
    responsive.put(
        "media",
        List.of(
            Map.of(
                "query",
                Map.of("minWidth", NARROW),
                "option",
                layout(rankers, true, grid(170, 36))),
            Map.of(
                "query",
                Map.of("maxWidth", NARROW - 1),
                "option",
                layout(rankers, false, grid(16, 44 + 20 * rankers)))));
    return responsive;
  }

  private static Map<String, Object> layout(int rankers, boolean atEnds, Map<String, Object> grid) {
    Map<String, Object> end =
        Map.of(
            "endLabel",
            Map.of(
                "show",
                atEnds,
                "formatter",
                "{a}",
                "color",
                "inherit",
                "width",
                150,
                "overflow",
                "truncate",
                "distance",
                14,
                "lineHeight",
                LINE),
            "labelLayout",
            Map.of("moveOverlap", "shiftY"));
    List<Map<String, Object>> series = new ArrayList<>();
    for (int i = 0; i < rankers; i++) {
      series.addAll(List.of(end, Map.of()));
    }
    return Map.of(
        "grid",
        grid,
        "series",
        series,
        "legend",
        Map.of(
            "show",
            !atEnds,
            "orient",
            "vertical",
            "left",
            0,
            "bottom",
            0,
            "itemGap",
            6,
            "itemHeight",
            10));
  }

  private static Map<String, Object> grid(int right, int bottom) {
    Map<String, Object> grid = new TreeMap<>(Options.grid(right, bottom));
    grid.put("top", 32);
    return grid;
  }

  private static long rankers(List<Evaluation.Row> rows) {
    return rows.stream().map(Evaluation.Row::ranker).distinct().count();
  }

  private static List<String> shown(List<Evaluation.Row> rows, int largest) {
    return Stream.concat(
            rows.stream().filter(row -> row.calibration().isPresent()),
            Evaluation.Row.bestFirst(rows).stream().filter(row -> row.budget() == largest))
        .map(Evaluation.Row::ranker)
        .distinct()
        .limit(Options.MOST_SERIES)
        .toList();
  }

  private static String summary(List<Evaluation.Row> rows, List<String> rankers) {
    return "Line chart of τ. "
        + rankers.stream()
            .map(
                ranker ->
                    ranker
                        + ": "
                        + rows.stream()
                            .filter(row -> row.ranker().equals(ranker))
                            .map(
                                row ->
                                    "%s with %d labels"
                                        .formatted(
                                            Options.fixed(row.summary(RankQuality::tau).mean(), 3),
                                            row.budget()))
                            .collect(Collectors.joining(", ")))
            .collect(Collectors.joining("; "))
        + ".";
  }
}
