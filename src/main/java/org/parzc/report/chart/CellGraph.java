package org.parzc.report.chart;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.parzc.importance.NodeImportance;

/**
 * A cell with operations on its edges as a graph, each edge as wide as it is important (the paper's Figure 2). Slots
 * that end in two positions and an arrow, such as {@code stage1.0->1}, are edges; those of all stages are added up.
 */
public final class CellGraph {
  private static final int HEIGHT = 360;
  private static final Pattern EDGE = Pattern.compile("(?:.*\\.)?(\\d{1,4})->(\\d{1,4})(?::.*)?");

  private CellGraph() {}

  private record Edge(int source, int target) {
    @Override
    public String toString() {
      return source + " → " + target;
    }
  }

  private static Map<Edge, Double> edges(NodeImportance importance) {
    Map<Edge, Double> edges = new TreeMap<>(Comparator.comparingInt(Edge::target).thenComparingInt(Edge::source));
    for (NodeImportance.Row row : importance.groups()) {
      Matcher edge = EDGE.matcher(row.group());
      if (edge.matches()) {
        edges.merge(new Edge(Integer.parseInt(edge.group(1)), Integer.parseInt(edge.group(2))), row.gradient(),
            Double::sum);
      }
    }
    return edges;
  }

  /** Returns whether the groups are about edges. */
  public static boolean fits(NodeImportance importance) {
    return edges(importance).size() > 1;
  }

  /** Returns the chart of an importance that it {@link #fits}. */
  public static Chart of(String id, NodeImportance importance) {
    Map<Edge, Double> edges = edges(importance);
    double sum = edges.values().stream().mapToDouble(Double::doubleValue).sum();
    double most = edges.values().stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    int positions = edges.keySet().stream().mapToInt(Edge::target).max().orElseThrow() + 1;
    List<Map<String, Object>> links = new ArrayList<>();
    List<List<Object>> numbers = new ArrayList<>();
    edges.forEach((edge, share) -> {
      double percent = sum == 0 ? 0 : 100 * share / sum;
      links.add(Map.of("source", edge.source(), "target", edge.target(), "value", Options.rounded(percent),
          "lineStyle", Map.of("width", 1 + (most == 0 ? 0 : Options.rounded(11 * share / most)), "curveness",
              edge.target() == edge.source() + 1 ? 0 : 0.3),
          "label", Map.of("show", true, "formatter", Options.fixed(percent, 0) + " %")));
      numbers.add(List.of(edge.toString(), percent));
    });
    List<Map<String, Object>> nodes = IntStream.range(0, positions).<Map<String, Object>>mapToObj(i -> Map.of("name",
        String.valueOf(i), "x", place(i, positions)[0], "y", place(i, positions)[1])).toList();
    Map<String, Object> graph = new TreeMap<>();
    graph.putAll(Map.of("type", "graph", "name", "importance", "layout", "none", "data", nodes, "links", links,
        "symbolSize", 30, "label", Map.of("show", true), "edgeSymbol", List.of("none", "arrow"), "edgeSymbolSize",
        List.of(0, 12), "silent", true));
    graph.putAll(Map.of("left", "center", "top", "middle", "height", "55%"));
    Map.Entry<Edge, Double> top = edges.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow();
    return new Chart(id, "The cell, edges weighted by importance",
        "Share of the gradient that is about each edge, all stages together; 0 is the cell's input, %d its output."
            .formatted(positions - 1),
        "Graph of %d positions and %d edges; the most important is %s with %s %%.".formatted(positions, edges.size(),
            top.getKey(), Options.fixed(sum == 0 ? 0 : 100 * top.getValue() / sum, 0)), HEIGHT, false,
        Options.plain(List.of(graph)),
        new Table(List.of(Table.Column.text("edge"), Table.Column.number("share %", 1)), numbers));
  }

  /** Returns where a position is drawn: input left, output right, the others above and below by turns. */
  private static double[] place(int position, int positions) {
    boolean outer = position == 0 || position == positions - 1;
    return new double[] {Options.rounded(300.0 * position / (positions - 1)),
        outer ? 100 : position % 2 == 1 ? 0 : 200};
  }
}
