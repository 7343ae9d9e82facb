package org.parzc.report.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.parzc.importance.FeatureGroup;
import org.parzc.importance.NodeImportance;
import org.parzc.report.ImportanceTable;

/** How much predictors look at each node along the network, or at each statistic. */
public final class ImportanceChart {
  private static final int HEIGHT = 400;

  private ImportanceChart() {}

  /**
   * Returns the chart of groups by node, along the network, or by statistic, the most important
   * first.
   */
  public static Chart of(String id, NodeImportance importance) {
    boolean nodes = importance.by() == FeatureGroup.By.NODE;
    List<NodeImportance.Row> shown = nodes ? importance.alongNetwork() : importance.groups();
    List<String> names = shown.stream().map(NodeImportance.Row::group).toList();
    List<Map<String, Object>> series = new ArrayList<>();
    series.add(series("MABN, gradient", 0, shown, NodeImportance.Row::gradient));
    series.add(
        Options.errorBars(
            "MABN, gradient",
            shown.stream()
                .map(
                    row ->
                        List.of(
                            List.<Object>of(
                                row.group(), percent(Math.max(0, row.gradient() - row.spread()))),
                            List.<Object>of(row.group(), percent(row.gradient() + row.spread()))))
                .toList(),
            List.of(9, 2)));
    series.add(series("MABN, posterior", 1, shown, NodeImportance.Row::posterior));
    series.add(series("XGBoost, gain", 2, shown, NodeImportance.Row::trees));
    Map<String, Object> x = Options.x("", names);
    x.put("axisLabel", Map.of("rotate", 60, "fontSize", 11, "hideOverlap", true));
    Map<String, Object> y = Options.y("share, %");
    y.put("min", 0);
    Map<String, Object> option = Options.cartesian(x, y, series);
    option.put("grid", new TreeMap<>(Options.grid(16, 20)));
    option.put("legend", Options.legend());
    double ofNodes = shown.stream().mapToDouble(NodeImportance.Row::gradient).sum();
    return new Chart(
        id,
        nodes ? "Importance and uncertainty along the network" : "Importance of statistics",
        "Bars are one standard deviation of the gradient's share over networks drawn from the"
            + " posterior. "
            + (nodes
                ? "%s %% belongs to these nodes, the rest to the network as a whole."
                    .formatted(Options.fixed(100 * ofNodes, 0))
                : ""),
        summary(shown),
        HEIGHT,
        true,
        option,
        ImportanceTable.of(importance));
  }

  private static Map<String, Object> series(
      String name,
      int position,
      List<NodeImportance.Row> rows,
      ToDoubleFunction<NodeImportance.Row> share) {
    return Options.line(
        name,
        position,
        rows.stream().map(row -> List.of(row.group(), percent(share.applyAsDouble(row)))).toList());
  }

  private static double percent(double share) {
    return Options.rounded(100 * share);
  }

  private static String summary(List<NodeImportance.Row> rows) {
    return "Line chart of shares. "
        + NodeImportance.most(rows, NodeImportance.Row::gradient)
            .map(
                row ->
                    "MABN looks most at %s: %s %% ± %s."
                        .formatted(
                            row.group(),
                            Options.fixed(100 * row.gradient(), 1),
                            Options.fixed(100 * row.spread(), 3)))
            .orElse("No node is known.");
  }
}
