package org.parzc.importance;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Importance of an edge of a cell that has operations on its edges. Slots that end in two positions
 * and an arrow, such as {@code stage1.0->1}, are edges; those of all stages are added up.
 *
 * @param source position that the edge comes from
 * @param target position that it goes to
 * @param gradient sum of {@link NodeImportance.Row#gradient} over the stages
 */
public record EdgeImportance(int source, int target, double gradient) {
  private static final Pattern EDGE = Pattern.compile("(?:.*\\.)?(\\d{1,4})->(\\d{1,4})(?::.*)?");

  private record Edge(int source, int target) {}

  /**
   * Returns the edges that the groups are about, by target and source; none if they are about other
   * things.
   */
  public static List<EdgeImportance> of(NodeImportance importance) {
    TreeMap<Edge, Double> edges =
        new TreeMap<>(Comparator.comparingInt(Edge::target).thenComparingInt(Edge::source));
    for (NodeImportance.Row row : importance.groups()) {
      Matcher edge = EDGE.matcher(row.group());
      if (edge.matches()) {
        edges.merge(
            new Edge(Integer.parseInt(edge.group(1)), Integer.parseInt(edge.group(2))),
            row.gradient(),
            Double::sum);
      }
    }
    List<EdgeImportance> found = new ArrayList<>();
    edges.forEach(
        (edge, gradient) -> found.add(new EdgeImportance(edge.source(), edge.target(), gradient)));
    return found;
  }

  /** Returns the edge with the largest gradient of at least one. */
  public static EdgeImportance most(List<EdgeImportance> edges) {
    return edges.stream().max(Comparator.comparingDouble(EdgeImportance::gradient)).orElseThrow();
  }
}
