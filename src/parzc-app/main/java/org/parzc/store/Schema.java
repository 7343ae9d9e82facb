package org.parzc.store;

import com.google.common.collect.ImmutableMap;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.parzc.InputException;
import org.parzc.files.Provenance;

/**
 * The tables of a store: how they are made, recognised and described. Whoever opens the file with
 * DuckDB reads the views {@code architecture} and {@code node}; below them, {@code
 * architecture_row} and {@code node_row} keep every measured value as the bits of the double in a
 * BIGINT, because DuckDB's compression of DOUBLE takes -0.0 for 0.0.
 */
final class Schema {
  /** Raised when a program that knows only the previous tables would misread the new ones. */
  static final int VERSION = 1;

  /** Columns of {@code architecture_row} before its proxies: name to SQL type. */
  static final ImmutableMap<String, String> ARCHITECTURE =
      ImmutableMap.of(
          "architecture",
          "TEXT PRIMARY KEY",
          "params",
          "BIGINT NOT NULL",
          "flops",
          "BIGINT NOT NULL",
          "depth",
          "INTEGER NOT NULL",
          "nodes",
          "INTEGER NOT NULL");

  /** Columns of {@code node_row} before its statistics: name to SQL type. */
  static final ImmutableMap<String, String> NODE =
      ImmutableMap.of(
          "architecture",
          "TEXT NOT NULL",
          "node_index",
          "INTEGER NOT NULL",
          "slot",
          "TEXT NOT NULL",
          "slot_group",
          "TEXT NOT NULL",
          "kind",
          "TEXT NOT NULL",
          "shape",
          "TEXT NOT NULL",
          "weights",
          "BIGINT NOT NULL",
          "live",
          "BOOLEAN NOT NULL",
          "non_finite",
          "BIGINT NOT NULL");

  private Schema() {}

  /** Makes the tables in an empty database, in one transaction. */
  static void create(Database database, StoreContents contents) {
    database.transaction(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE parzc_store (schema_version INTEGER NOT NULL)");
            statement.execute("INSERT INTO parzc_store VALUES (" + VERSION + ")");
            statement.execute(
                "CREATE TABLE provenance (key TEXT PRIMARY KEY, value TEXT NOT NULL)");
            statement.execute(
                "CREATE TABLE failure (architecture TEXT PRIMARY KEY, message TEXT NOT NULL)");
            createRows(statement, "architecture", ARCHITECTURE, contents.proxies());
            createRows(statement, "node", NODE, contents.statistics());
          }
          insertProvenance(
              connection.prepareStatement("INSERT INTO provenance VALUES (?, ?)"),
              contents.provenance());
        });
  }

  static void insertProvenance(PreparedStatement statement, Provenance provenance)
      throws SQLException {
    try (statement) {
      for (Map.Entry<String, String> entry : provenance.facts().entrySet()) {
        statement.setString(1, entry.getKey());
        statement.setString(2, entry.getValue());
        statement.execute();
      }
    }
  }

  private static void createRows(
      Statement statement, String name, Map<String, String> fixed, List<String> measured)
      throws SQLException {
    List<String> columns = new ArrayList<>();
    List<String> shown = new ArrayList<>();
    fixed.forEach(
        (column, type) -> {
          columns.add(quoted(column) + " " + type);
          shown.add(quoted(column));
        });
    measured.forEach(
        column -> {
          columns.add(quoted(column) + " BIGINT");
          shown.add("%1$s::BIT::DOUBLE AS %1$s".formatted(quoted(column)));
        });
    statement.execute("CREATE TABLE %s_row (%s)".formatted(name, String.join(", ", columns)));
    statement.execute(
        "CREATE VIEW %s AS SELECT %s FROM %s_row".formatted(name, String.join(", ", shown), name));
  }

  /**
   * Reads what a store was made with.
   *
   * @throws InputException if the database is not a store, or one of a newer program
   */
  static StoreContents read(Database database) {
    if (columns(database, "parzc_store").isEmpty()) {
      throw foreign(database, "a DuckDB file without ParZC's tables");
    }
    int version =
        database.query(
            "SELECT max(schema_version) FROM parzc_store",
            rows -> rows.next() ? rows.getInt(1) : 0);
    if (version > VERSION) {
      throw foreign(
          database,
          "schema version %d, this program knows up to %d: use the version that made it"
              .formatted(version, VERSION));
    }
    // Row numbers follow insertion: nothing is ever deleted from this table.
    Map<String, String> provenance =
        database.query(
            "SELECT key, value FROM provenance ORDER BY rowid",
            rows -> {
              Map<String, String> found = new LinkedHashMap<>();
              while (rows.next()) {
                found.put(rows.getString(1), rows.getString(2));
              }
              return found;
            });
    return new StoreContents(
        new Provenance(provenance),
        measured(database, "node_row", NODE),
        measured(database, "architecture_row", ARCHITECTURE));
  }

  private static List<String> measured(Database database, String table, Map<String, String> fixed) {
    List<String> columns = columns(database, table);
    if (columns.size() < fixed.size()
        || !columns.subList(0, fixed.size()).equals(List.copyOf(fixed.keySet()))) {
      throw foreign(database, "table " + table + " has other columns than ParZC's");
    }
    return columns.subList(fixed.size(), columns.size());
  }

  private static List<String> columns(Database database, String table) {
    return database.query(
        "SELECT column_name FROM duckdb_columns() WHERE database_name = current_database()"
            + " AND schema_name = 'main' AND table_name = ? ORDER BY column_index",
        rows -> {
          List<String> names = new ArrayList<>();
          while (rows.next()) {
            names.add(rows.getString(1));
          }
          return names;
        },
        table);
  }

  private static InputException foreign(Database database, String found) {
    return new InputException(database.file() + ": foreign store: " + found);
  }

  /** Returns names as a list of SQL identifiers. */
  static String quoted(Iterable<String> names) {
    List<String> quoted = new ArrayList<>();
    names.forEach(name -> quoted.add(quoted(name)));
    return quoted.stream().collect(Collectors.joining(", "));
  }

  private static String quoted(String name) {
    return '"' + name + '"';
  }
}
