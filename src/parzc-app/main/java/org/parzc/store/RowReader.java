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
import java.util.Optional;
import java.util.Set;
import org.parzc.InputException;
import org.parzc.blueprint.Slot;
import org.parzc.statistics.ArchitectureStatistics;
import org.parzc.statistics.NodeStatistics;
import org.parzc.statistics.Recorded;
import org.parzc.statistics.Scales;

/** Turns rows back into records. One reader per read; not thread-safe. */
final class RowReader {
  private static final String AMONG = " WHERE architecture IN (SELECT unnest(?))";

  /** So many nodes between two architectures cost DuckDB less to pass over than another query. */
  private static final int GAP = 100_000;

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
   * Returns those of the given architectures that are stored, in any order.
   *
   * @param places where their nodes lie, if that is known: otherwise all nodes are looked at
   */
  List<ArchitectureStatistics> only(String[] architectures, Optional<NodePlaces> places) {
    return places
        .flatMap(known -> placed(architectures, known))
        .orElseGet(() -> read(AMONG, (Object) architectures));
  }

  private List<ArchitectureStatistics> read(String filter, Object... parameters) {
    List<Head> heads = heads(filter + " ORDER BY architecture", parameters);
    return database.query(
        nodes() + filter + " ORDER BY architecture, node_index",
        rows -> join(heads, rows),
        parameters);
  }

  private List<Head> heads(String filter, Object... parameters) {
    return database.query(
        "SELECT %s, rowid FROM architecture_row%s"
            .formatted(
                Schema.quoted(Iterables.concat(Schema.ARCHITECTURE.keySet(), contents.proxies())),
                filter),
        this::heads,
        parameters);
  }

  private String nodes() {
    return "SELECT %s FROM node_row"
        .formatted(Schema.quoted(Iterables.concat(Schema.NODE.keySet(), contents.statistics())));
  }

  /** Reads architectures where their nodes should lie; empty if they do not. */
  private Optional<List<ArchitectureStatistics>> placed(String[] architectures, NodePlaces places) {
    List<ArchitectureStatistics> found = new ArrayList<>(architectures.length);
    List<Head> run = new ArrayList<>();
    for (Head head : heads(AMONG + " ORDER BY rowid", (Object) architectures)) {
      if (!run.isEmpty() && !isNear(run.get(run.size() - 1), head, places)) {
        if (!readRun(run, places, found)) {
          return Optional.empty();
        }
        run.clear();
      }
      run.add(head);
    }
    return run.isEmpty() || readRun(run, places, found) ? Optional.of(found) : Optional.empty();
  }

  private static boolean isNear(Head one, Head next, NodePlaces places) {
    return places.first(next.row()) - places.first(one.row()) - one.nodes() <= GAP;
  }

  /** Reads architectures whose nodes lie near each other; returns whether they lie there. */
  private boolean readRun(List<Head> run, NodePlaces places, List<ArchitectureStatistics> found) {
    long first = places.first(run.get(0).row());
    Head last = run.get(run.size() - 1);
    long end = places.first(last.row()) + last.nodes();
    String range = nodes() + " WHERE rowid >= %d AND rowid < %d".formatted(first, end);
    long wanted = run.stream().mapToLong(Head::nodes).sum();
    Database.Rows<Boolean> reader =
        rows -> {
          for (Head head : run) {
            Optional<ArchitectureStatistics> read = nodes(head, rows);
            if (read.isEmpty()) {
              return false;
            }
            found.add(read.get());
          }
          return !rows.next();
        };
    return wanted == end - first
        ? database.query(range, reader)
        : database.query(
            range + AMONG.replace(" WHERE ", " AND "),
            reader,
            (Object) run.stream().map(Head::architecture).toArray(String[]::new));
  }

  /** A row of {@code architecture_row}. */
  private record Head(
      String architecture,
      long parameters,
      long flops,
      int depth,
      int nodes,
      Map<String, Double> proxies,
      long row) {}

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
              values(rows, Schema.ARCHITECTURE.size(), contents.proxies()),
              rows.getLong(Schema.ARCHITECTURE.size() + contents.proxies().size() + 1)));
    }
    return heads;
  }

  private List<ArchitectureStatistics> join(List<Head> heads, ResultSet rows) throws SQLException {
    List<ArchitectureStatistics> found = new ArrayList<>(heads.size());
    for (Head head : heads) {
      found.add(
          nodes(head, rows)
              .orElseThrow(
                  () ->
                      new InputException(
                          "%s: damaged store: %s does not have its %d nodes"
                              .formatted(database.file(), head.architecture(), head.nodes()))));
    }
    if (rows.next()) {
      throw new InputException(
          database.file() + ": damaged store: nodes without their architecture");
    }
    return found;
  }

  /** Reads the next rows; empty if they are not all of an architecture, and of it alone. */
  private Optional<ArchitectureStatistics> nodes(Head head, ResultSet rows) throws SQLException {
    List<NodeStatistics> nodes = new ArrayList<>(head.nodes());
    for (int i = 0; i < head.nodes(); i++) {
      // Rows come in one order, so the text of the first and last row vouches for those between.
      boolean edge = i == 0 || i == head.nodes() - 1;
      if (!rows.next() || edge && !rows.getString(1).equals(head.architecture())) {
        return Optional.empty();
      }
      nodes.add(node(rows));
    }
    return Optional.of(
        new ArchitectureStatistics(
            head.architecture(),
            head.parameters(),
            head.flops(),
            head.depth(),
            nodes,
            head.proxies(),
            recorded));
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
