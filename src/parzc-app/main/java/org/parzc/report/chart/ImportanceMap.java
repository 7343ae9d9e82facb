package org.parzc.report.chart;

import com.google.common.collect.Lists;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.parzc.importance.FeatureGroup;
import org.parzc.importance.NodeImportance;
import org.parzc.report.ImportanceTable;

/** A number for each statistic at each node along the network. */
public final class ImportanceMap {
  private static final int HEIGHT = 420;

  private ImportanceMap() {}

  /** Returns the map of shares of the gradient. */
  public static Chart importance(String id, NodeImportance importance) {
    return of(
        id,
        "Importance by statistic, along the network",
        "share of the gradient, %",
        importance,
        NodeImportance.Row::gradient);
  }

  /** Returns the map of what these shares differ by over networks drawn from the posterior. */
  public static Chart uncertainty(String id, NodeImportance importance) {
    return of(
        id,
        "Uncertainty by statistic, along the network",
        "standard deviation of the share, percentage points",
        importance,
        NodeImportance.Row::spread);
  }

  private static Chart of(
      String id,
      String title,
      String what,
      NodeImportance importance,
      ToDoubleFunction<NodeImportance.Row> share) {
    List<NodeImportance.Row> rows = importance.alongNetwork();
    List<String> nodes = rows.stream().map(row -> node(importance, row)).distinct().toList();
    List<String> statistics =
        rows.stream().map(row -> statistic(importance, row)).distinct().sorted().toList();
    List<List<Object>> data = new ArrayList<>();
    rows.forEach(
        row ->
            data.add(
                List.of(
                    node(importance, row),
                    statistic(importance, row),
                    Options.rounded(100 * share.applyAsDouble(row)))));
    double most = rows.stream().mapToDouble(share).max().orElse(0);
    Map<String, Object> x = Options.x("", nodes);
    x.put("axisLabel", Map.of("rotate", 60, "fontSize", 11, "hideOverlap", true));
    Map<String, Object> y = Options.y("");
    y.putAll(
        Map.of(
            "type",
            "category",
            "data",
            Lists.reverse(statistics),
            "axisLabel",
            Map.of("fontSize", 11)));
    Map<String, Object> option =
        Options.cartesian(
            x, y, List.of(Map.of("type", "heatmap", "name", what, "data", data, "progressive", 0)));
    option.put("grid", Options.grid(16, 20));
    option.put(
        "visualMap",
        Map.of(
            "min",
            0,
            "max",
            Options.rounded(Math.max(1e-9, 100 * most)),
            "text",
            List.of(String.valueOf(Options.rounded(100 * most)), "0"),
            "orient",
            "horizontal",
            "left",
            0,
            "top",
            0,
            "itemWidth",
            12,
            "itemHeight",
            140));
    String top = NodeImportance.most(rows, share).map(NodeImportance.Row::group).orElse("none");
    return new Chart(
        id,
        title,
        "%s. A blank means that the node has no such statistic, or that it never varies."
            .formatted(Character.toUpperCase(what.charAt(0)) + what.substring(1)),
        "Heat map of %d nodes and %d statistics; the largest value is %s at %s."
            .formatted(nodes.size(), statistics.size(), Options.rounded(100 * most), top),
        HEIGHT,
        true,
        option,
        ImportanceTable.of(importance));
  }

  private static String node(NodeImportance importance, NodeImportance.Row row) {
    return FeatureGroup.Name.parse(row.group(), importance.by()).node().orElseThrow();
  }

  private static String statistic(NodeImportance importance, NodeImportance.Row row) {
    return FeatureGroup.Name.parse(row.group(), importance.by()).what().orElse("");
  }
}
