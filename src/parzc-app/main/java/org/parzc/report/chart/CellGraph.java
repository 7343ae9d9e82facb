package org.parzc.report.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.parzc.importance.EdgeImportance;
import org.parzc.importance.NodeImportance;
import org.parzc.report.Table;

/**
 * A cell with operations on its edges as a graph, each edge as wide as it is important (the paper's
 * Figure 2).
 */
public final class CellGraph {
  private static final int HEIGHT = 360;

  private CellGraph() {}

  /** Returns whether the groups are about edges. */
  public static boolean fits(NodeImportance importance) {
    return EdgeImportance.of(importance).size() > 1;
  }

  /** Returns the chart of an importance that it {@link #fits}. */
  public static Chart of(String id, NodeImportance importance) {
    List<EdgeImportance> edges = EdgeImportance.of(importance);
    EdgeImportance top = EdgeImportance.most(edges);
    double sum = edges.stream().mapToDouble(EdgeImportance::gradient).sum();
    int positions = edges.stream().mapToInt(EdgeImportance::target).max().orElseThrow() + 1;
    List<Map<String, Object>> links = new ArrayList<>();
    List<List<Object>> numbers = new ArrayList<>();
    edges.forEach(
        edge -> {
          double percent = percent(edge, sum);
          links.add(
              Map.of(
                  "source",
                  edge.source(),
                  "target",
                  edge.target(),
                  "value",
                  Options.rounded(percent),
                  "lineStyle",
                  Map.of(
                      "width",
                      1
                          + (top.gradient() == 0
                              ? 0
                              : Options.rounded(11 * edge.gradient() / top.gradient())),
                      "curveness",
                      edge.target() == edge.source() + 1 ? 0 : 0.3),
                  "label",
                  Map.of("show", true, "formatter", Options.fixed(percent, 0) + " %")));
          numbers.add(List.of(name(edge), percent));
        });
    List<Map<String, Object>> nodes =
        IntStream.range(0, positions)
            .<Map<String, Object>>mapToObj(
                i ->
                    Map.of(
                        "name",
                        String.valueOf(i),
                        "x",
                        place(i, positions)[0],
                        "y",
                        place(i, positions)[1]))
            .toList();
    Map<String, Object> graph = new TreeMap<>();
    graph.putAll(
        Map.of(
            "type",
            "graph",
            "name",
            "importance",
            "layout",
            "none",
            "data",
            nodes,
            "links",
            links,
            "symbolSize",
            30,
            "label",
            Map.of("show", true),
            "edgeSymbol",
            List.of("none", "arrow"),
            "edgeSymbolSize",
            List.of(0, 12),
            "silent",
            true));
    graph.putAll(Map.of("left", "center", "top", "middle", "height", "55%"));
    return new Chart(
        id,
        "The cell, edges weighted by importance",
        "Share of the gradient that is about each edge, all stages together; 0 is the cell's input, %d its output."
            .formatted(positions - 1),
        "Graph of %d positions and %d edges; the most important is %s with %s %%."
            .formatted(positions, edges.size(), name(top), Options.fixed(percent(top, sum), 0)),
        HEIGHT,
        false,
        Options.plain(List.of(graph)),
        new Table(List.of(Table.Column.text("edge"), Table.Column.number("share %", 1)), numbers));
  }

  private static String name(EdgeImportance edge) {
    return edge.source() + " → " + edge.target();
  }

  private static double percent(EdgeImportance edge, double sum) {
    return sum == 0 ? 0 : 100 * edge.gradient() / sum;
  }

  /**
   * Returns where a position is drawn: input left, output right, the others above and below by
   * turns.
   */
  private static double[] place(int position, int positions) {
    boolean outer = position == 0 || position == positions - 1;
    return new double[] {
      Options.rounded(300.0 * position / (positions - 1)), outer ? 100 : position % 2 == 1 ? 0 : 200
    };
  }
}
