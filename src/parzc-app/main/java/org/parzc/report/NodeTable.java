package org.parzc.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.parzc.blueprint.Blueprint;
import org.parzc.extraction.SignificantDigits;
import org.parzc.report.Table.Column;
import org.parzc.statistics.ArchitectureStatistics;
import org.parzc.statistics.NodeStatistics;

/** The tables of an architecture's nodes: what they are, or what was measured of them. */
public final class NodeTable {
  /** Stands before a value that is rounding noise. */
  public static final String NOISE = "~";

  private NodeTable() {}

  /**
   * Returns the nodes of a network with the number of their weights and the shape that leaves them.
   */
  public static Table of(Blueprint blueprint) {
    List<List<Object>> rows = new ArrayList<>();
    for (Blueprint.Node node : blueprint.nodes()) {
      rows.add(
          List.of(
              rows.size(),
              node.slot().name(),
              operation(blueprint.weighted(node).kind(), blueprint.live().get(node.vertex())),
              blueprint.weighted(node).weights(),
              blueprint.vertices().get(node.vertex()).shape()));
    }
    return new Table(
        List.of(
            Column.number("node", 0),
            Column.text("slot"),
            Column.text("operation"),
            Column.number("weights", 0),
            Column.text("output")),
        rows);
  }

  /**
   * Returns the statistics of the nodes; blank where a node has none, {@value #NOISE} before
   * rounding noise.
   *
   * @param names the statistics, one per column
   * @param digits how many digits of the statistics rounding leaves
   */
  public static Table of(
      List<String> names, ArchitectureStatistics statistics, SignificantDigits digits) {
    List<Column> columns =
        new ArrayList<>(
            List.of(Column.number("node", 0), Column.text("slot"), Column.text("operation")));
    names.forEach(name -> columns.add(Column.number(name, 4)));
    return Table.of(
        columns, statistics.nodes(), node -> row(names, node, digits.nodes().get(node.index())));
  }

  private static List<Object> row(
      List<String> names, NodeStatistics node, Map<String, Double> digits) {
    List<Object> cells =
        new ArrayList<>(
            List.of(node.index(), node.slot().name(), operation(node.kind(), node.live())));
    names.forEach(
        name -> {
          Double value = node.values().get(name);
          cells.add(
              value == null
                  ? ""
                  : mark(digits.get(name)) + String.format(Locale.ROOT, "%.4g", value));
        });
    return cells;
  }

  private static String operation(String kind, boolean live) {
    return kind + (live ? "" : " (dead)");
  }

  /** Returns what stands before a value with so many digits. */
  public static String mark(double digits) {
    return SignificantDigits.isNoise(digits) ? NOISE : "";
  }
}
