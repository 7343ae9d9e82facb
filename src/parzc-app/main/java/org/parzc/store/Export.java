package org.parzc.store;

import java.nio.file.Path;
import java.util.Locale;
import org.parzc.InputException;
import org.parzc.files.AtomicFile;

/**
 * Writes tables to Parquet or CSV files. The bytes depend on the content alone; a file appears
 * whole or not at all. Not thread-safe.
 */
final class Export {
  private final Database database;

  Export(Database database) {
    this.database = database;
  }

  /** Writes {@code node}, one row per node. */
  void nodes(Path file) {
    copy("SELECT * FROM node ORDER BY architecture, node_index", file);
  }

  /** Writes {@code architecture}, one row per architecture. */
  void architectures(Path file) {
    copy("SELECT * FROM architecture ORDER BY architecture", file);
  }

  private void copy(String query, Path file) {
    String options = options(file);
    AtomicFile.write(
        file,
        unfinished ->
            database.execute(
                file,
                "COPY (%s) TO '%s' (%s)"
                    .formatted(query, unfinished.toString().replace("'", "''"), options)));
  }

  /** Returns how DuckDB writes a file of that name. */
  static String options(Path file) {
    String name =
        file.getFileName() == null ? "" : file.getFileName().toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".parquet")) {
      // No dictionaries: DuckDB's take -0.0 for 0.0.
      return "FORMAT parquet, COMPRESSION zstd, DICTIONARY_SIZE_LIMIT 0, USE_TMP_FILE false";
    }
    if (name.endsWith(".csv")) {
      return "FORMAT csv, HEADER true, USE_TMP_FILE false";
    }
    throw new InputException(file + ": expected a name that ends in .parquet or .csv");
  }
}
