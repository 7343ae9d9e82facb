package org.parzc.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.parzc.statistics.ArchitectureStatistics;
import org.parzc.statistics.NodeStatistics;

/** Turns records into rows, inside the caller's transaction. Not thread-safe. */
final class RowWriter {
  /** Joins the extents of a shape in its column, as in {@code 16x3x3x3}. */
  static final String SHAPE_SEPARATOR = "x";

  private final StoreContents contents;

  RowWriter(StoreContents contents) {
    this.contents = contents;
  }

  /**
   * Checks that every value has a column.
   *
   * @throws IllegalArgumentException if a statistic or proxy is not among the store's
   */
  void check(ArchitectureStatistics statistics) {
    requireKnown("proxy", statistics.proxies().keySet(), contents.proxies());
    for (NodeStatistics node : statistics.nodes()) {
      requireKnown("statistic", node.values().keySet(), contents.statistics());
    }
  }

  private static void requireKnown(String what, Set<String> names, List<String> known) {
    for (String name : names) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "%s '%s': the store holds %s".formatted(what, name, known));
      }
    }
  }

  /** Adds the architecture's row and its nodes' rows, and takes back its failure. */
  void write(DuckDBConnection connection, ArchitectureStatistics statistics) throws SQLException {
    String architecture = statistics.architecture();
    try (DuckDBAppender rows = connection.createAppender("architecture_row")) {
      rows.beginRow()
          .append(architecture)
          .append(statistics.parameters())
          .append(statistics.flops())
          .append(statistics.depth())
          .append(statistics.nodes().size());
      appendValues(rows, contents.proxies(), statistics.proxies());
      rows.endRow();
      rows.flush();
    }
    try (DuckDBAppender rows = connection.createAppender("node_row")) {
      for (NodeStatistics node : statistics.nodes()) {
        rows.beginRow()
            .append(architecture)
            .append(node.index())
            .append(node.slot().name())
            .append(node.slot().group())
            .append(node.kind())
            .append(shape(node))
            .append(node.weights())
            .append(node.live())
            .append(node.nonFinite());
        appendValues(rows, contents.statistics(), node.values());
        rows.endRow();
      }
      rows.flush();
    }
    try (PreparedStatement statement =
        connection.prepareStatement("DELETE FROM failure WHERE architecture = ?")) {
      statement.setString(1, architecture);
      statement.execute();
    }
  }

  private static String shape(NodeStatistics node) {
    return node.shape().stream().map(String::valueOf).collect(Collectors.joining(SHAPE_SEPARATOR));
  }

  private static void appendValues(
      DuckDBAppender rows, List<String> columns, Map<String, Double> values) throws SQLException {
    for (String column : columns) {
      Double value = values.get(column);
      if (value == null) {
        rows.appendNull();
      } else {
        rows.append(Double.doubleToRawLongBits(value));
      }
    }
  }
}
