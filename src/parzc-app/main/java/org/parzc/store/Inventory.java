package org.parzc.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.parzc.statistics.NonFinite;

/** What is in a database, without its numbers: names, failures, counts. Not thread-safe. */
final class Inventory {
  private final Database database;
  private final StoreContents contents;

  Inventory(Database database, StoreContents contents) {
    this.database = database;
    this.contents = contents;
  }

  /**
   * Returns the texts of the architectures that have statistics, in their order. Sorted here: for a
   * million, DuckDB would need a file beside the store, where it may not be allowed to make one.
   */
  Set<String> architectures() {
    return database.query(
        "SELECT architecture FROM architecture_row",
        rows -> {
          List<String> found = new ArrayList<>();
          while (rows.next()) {
            found.add(rows.getString(1));
          }
          Collections.sort(found);
          return Collections.unmodifiableSet(new LinkedHashSet<>(found));
        });
  }

  /** Returns the architectures that failed, each with its message, in the order of their texts. */
  Map<String, String> failures() {
    return database.query(
        "SELECT architecture, message FROM failure ORDER BY architecture",
        rows -> {
          Map<String, String> found = new LinkedHashMap<>();
          while (rows.next()) {
            found.put(rows.getString(1), rows.getString(2));
          }
          return Collections.unmodifiableMap(found);
        });
  }

  /** Returns how many rows there are. */
  StoreCounts counts() {
    return database.query(
        "SELECT (SELECT count(*) FROM architecture_row), (SELECT count(*) FROM node_row),"
            + " (SELECT count(*) FROM failure)",
        rows -> {
          rows.next();
          return new StoreCounts(rows.getLong(1), rows.getLong(2), rows.getLong(3));
        });
  }

  /** Returns where numbers are not finite. */
  NonFinite nonFinite() {
    long nodes =
        database.query(
            "SELECT count(*) FROM node_row WHERE non_finite > 0",
            rows -> {
              rows.next();
              return rows.getLong(1);
            });
    return new NonFinite(
        nodes,
        nonFinite("node", contents.statistics()),
        nonFinite("architecture", contents.proxies()));
  }

  private Map<String, Long> nonFinite(String table, List<String> columns) {
    if (columns.isEmpty()) {
      return Map.of();
    }
    String counts =
        columns.stream()
            .map(column -> "count(*) FILTER (WHERE NOT isfinite(\"" + column + "\"))")
            .collect(Collectors.joining(", "));
    return database.query(
        "SELECT %s FROM %s".formatted(counts, table),
        rows -> {
          rows.next();
          Map<String, Long> found = new LinkedHashMap<>();
          for (int i = 0; i < columns.size(); i++) {
            if (rows.getLong(i + 1) > 0) {
              found.put(columns.get(i), rows.getLong(i + 1));
            }
          }
          return found;
        });
  }
}
