package org.parzc.store;

import java.util.Arrays;
import java.util.Optional;

/**
 * Where the nodes of each architecture lie among all nodes: as rows were added together and none is
 * ever removed, those of the architecture in row r come behind those of all rows before. So one
 * architecture is read without looking at the others' nodes, however many there are: eight bytes to
 * an architecture. Not thread-safe.
 */
final class NodePlaces {
  private long[] starts;
  private int architectures;

  private NodePlaces(long[] starts, int architectures) {
    this.starts = starts;
    this.architectures = architectures;
  }

  /**
   * Returns the places in a store; empty if rows are missing or of other numbers, as somebody may
   * have made it by hand.
   */
  static Optional<NodePlaces> of(Database database) {
    NodePlaces places = new NodePlaces(new long[1], 0);
    boolean dense =
        database.query(
            "SELECT rowid, nodes FROM architecture_row",
            rows -> {
              boolean all = true;
              while (all && rows.next()) {
                all = rows.getLong(1) == places.architectures;
                places.added(rows.getInt(2));
              }
              return all;
            });
    long[] nodes =
        database.query(
            "SELECT count(*), coalesce(max(rowid) + 1, 0) FROM node_row",
            rows -> {
              rows.next();
              return new long[] {rows.getLong(1), rows.getLong(2)};
            });
    long end = places.starts[places.architectures];
    return dense && nodes[0] == end && nodes[1] == end ? Optional.of(places) : Optional.empty();
  }

  /** Takes note of an architecture that was added. */
  void added(int nodes) {
    if (architectures + 1 == starts.length) {
      starts = Arrays.copyOf(starts, 2 * starts.length);
    }
    starts[architectures + 1] = starts[architectures] + nodes;
    architectures++;
  }

  /** Returns the row of the first node of the architecture in a row. */
  long first(long row) {
    return starts[Math.toIntExact(row)];
  }
}
