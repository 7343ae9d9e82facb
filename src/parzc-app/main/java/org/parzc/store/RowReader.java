package org.parzc.store;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Iterables;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.parzc.InputException;
import org.parzc.blueprint.Slot;
import org.parzc.statistics.ArchitectureStatistics;
import org.parzc.statistics.NodeStatistics;
import org.parzc.statistics.Recorded;
import org.parzc.statistics.Scales;

/** Turns rows back into records. One reader per read; not thread-safe. */
final class RowReader {
  private final Database database;
  private final StoreContents contents;
  private final Recorded recorded;
  // The same few dozen texts recur in every architecture: one copy each.
  private final Map<String, String> kinds = new HashMap<>();
  private final Map<String, Slot> slots = new HashMap<>();
  private final Map<String, List<Long>> shapes = new HashMap<>();

  RowReader(Database database, StoreContents contents) {
    this.database = database;
    this.contents = contents;
    recorded =
        new Recorded(
            contents.provenance().get("space").orElse(""),
            Set.copyOf(contents.statistics()),
            Set.copyOf(contents.proxies()),
            scales());
  }

  private Scales scales() {
    try {
      return Scales.of(contents.provenance());
    } catch (InputException e) {
      throw new InputException(
          "%s: damaged store: %s".formatted(database.file(), e.getMessage()), e);
    }
  }

  /** Returns all architectures, in the order of their texts' UTF-8 bytes. */
  List<ArchitectureStatistics> all() {
    return read("");
  }

  /**
   * Returns those of the given architectures that are stored, in the order of their texts' UTF-8
   * bytes.
   */
  List<ArchitectureStatistics> only(String[] architectures) {
    return read(" WHERE architecture IN (SELECT unnest(?))", (Object) architectures);
  }

  private List<ArchitectureStatistics> read(String filter, Object... parameters) {
    String architectures =
        "SELECT %s FROM architecture_row%s ORDER BY architecture"
            .formatted(
                Schema.quoted(Iterables.concat(Schema.ARCHITECTURE.keySet(), contents.proxies())),
                filter);
    String nodes =
        "SELECT %s FROM node_row%s ORDER BY architecture, node_index"
            .formatted(
                Schema.quoted(Iterables.concat(Schema.NODE.keySet(), contents.statistics())),
                filter);
    List<Head> heads = database.query(architectures, this::heads, parameters);
    return database.query(nodes, rows -> join(heads, rows), parameters);
  }

  /** A row of {@code architecture_row}. */
  private record Head(
      String architecture,
      long parameters,
      long flops,
      int depth,
      int nodes,
      Map<String, Double> proxies) {}

  private List<Head> heads(ResultSet rows) throws SQLException {
    List<Head> heads = new ArrayList<>();
    while (rows.next()) {
      heads.add(
          new Head(
              rows.getString(1),
              rows.getLong(2),
              rows.getLong(3),
              rows.getInt(4),
              rows.getInt(5),
              values(rows, Schema.ARCHITECTURE.size(), contents.proxies())));
    }
    return heads;
  }

  private List<ArchitectureStatistics> join(List<Head> heads, ResultSet rows) throws SQLException {
    List<ArchitectureStatistics> found = new ArrayList<>(heads.size());
    for (Head head : heads) {
      List<NodeStatistics> nodes = new ArrayList<>(head.nodes());
      for (int i = 0; i < head.nodes(); i++) {
        // Both queries have one order, so the text of the first and last row vouches for those
        // between.
        boolean edge = i == 0 || i == head.nodes() - 1;
        if (!rows.next() || edge && !rows.getString(1).equals(head.architecture())) {
          throw new InputException(
              "%s: damaged store: %s does not have its %d nodes"
                  .formatted(database.file(), head.architecture(), head.nodes()));
        }
        nodes.add(node(rows));
      }
      found.add(
          new ArchitectureStatistics(
              head.architecture(),
              head.parameters(),
              head.flops(),
              head.depth(),
              nodes,
              head.proxies(),
              recorded));
    }
    if (rows.next()) {
      throw new InputException(
          database.file() + ": damaged store: nodes without their architecture");
    }
    return found;
  }

  private NodeStatistics node(ResultSet rows) throws SQLException {
    String name = rows.getString(3);
    String group = rows.getString(4);
    Slot slot = slots.get(name);
    if (slot == null || !slot.group().equals(group)) {
      slot = new Slot(name, group);
      slots.put(name, slot);
    }
    return new NodeStatistics(
        rows.getInt(2),
        slot,
        kinds.computeIfAbsent(rows.getString(5), kind -> kind),
        shapes.computeIfAbsent(rows.getString(6), RowReader::shape),
        rows.getLong(7),
        rows.getBoolean(8),
        rows.getLong(9),
        values(rows, Schema.NODE.size(), contents.statistics()));
  }

  private static List<Long> shape(String text) {
    return text.isEmpty()
        ? List.of()
        : Arrays.stream(text.split(RowWriter.SHAPE_SEPARATOR)).map(Long::valueOf).toList();
  }

  private static Map<String, Double> values(ResultSet rows, int before, List<String> names)
      throws SQLException {
    ImmutableMap.Builder<String, Double> values =
        ImmutableMap.builderWithExpectedSize(names.size());
    for (int i = 0; i < names.size(); i++) {
      long bits = rows.getLong(before + i + 1);
      if (!rows.wasNull()) {
        values.put(names.get(i), Double.longBitsToDouble(bits));
      }
    }
    return values.build();
  }
}
