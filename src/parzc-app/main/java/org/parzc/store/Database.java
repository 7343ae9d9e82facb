package org.parzc.store;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDriver;
import org.parzc.InputException;

/**
 * One connection to one DuckDB file, and the only place where {@code SQLException} turns into what
 * callers see. One that is never closed lets go of its file after it became unreachable. Once
 * closed, everything but closing throws {@link IllegalStateException}. Not thread-safe.
 */
final class Database implements AutoCloseable {
  private static final Cleaner CLEANER = Cleaner.create();

  private final Path file;
  private final DuckDBConnection connection;
  private final Cleaner.Cleanable forgotten;
  private boolean closed;

  /** Work on the connection. */
  @FunctionalInterface
  interface Action {
    void run(DuckDBConnection connection) throws SQLException;
  }

  /** What is made of a query's rows. */
  @FunctionalInterface
  interface Rows<T> {
    T read(ResultSet rows) throws SQLException;
  }

  private Database(Path file, DuckDBConnection connection) {
    this.file = file;
    this.connection = connection;
    forgotten = CLEANER.register(this, () -> closeForgotten(connection));
  }

  private static void closeForgotten(DuckDBConnection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      // Nobody is left to hear of it, and the next to open the file finds DuckDB's log.
    }
  }

  /**
   * Refuses to go on once this is closed.
   *
   * @throws IllegalStateException if it is
   */
  void requireOpen() {
    if (closed) {
      throw new IllegalStateException(file + ": the store is closed");
    }
  }

  /**
   * Opens a DuckDB file, creating it if it does not exist and may be written.
   *
   * @throws InputException if the file cannot be opened
   */
  static Database open(Path file, boolean readOnly) {
    return open(file, file, readOnly);
  }

  /** Creates the file {@code aside} of a store that messages call {@code file}. */
  static Database open(Path file, Path aside) {
    return open(file, aside, false);
  }

  private static Database open(Path file, Path opened, boolean readOnly) {
    String path = opened.toAbsolutePath().toString();
    // JDBC cuts the address at ';' and DuckDB misnames its log after '?'.
    if (path.contains(";") || path.contains("?")) {
      throw new InputException(file + ": a store's path cannot contain ';' or '?'");
    }
    Properties settings = new Properties();
    // One thread is enough for rows that take a second to compute, and makes exports repeatable.
    settings.setProperty("threads", "1");
    settings.setProperty("memory_limit", "512MB");
    // Reading a whole space must not hold it twice, in the database and as records.
    settings.setProperty(DuckDBDriver.JDBC_STREAM_RESULTS, "true");
    if (readOnly) {
      settings.setProperty(
          DuckDBDriver.DUCKDB_ACCESS_MODE_PROPERTY, DuckDBDriver.DUCKDB_ACCESS_MODE_READ_ONLY);
    }
    DuckDbLibrary.require();
    try {
      Connection connection = DriverManager.getConnection("jdbc:duckdb:" + path, settings);
      return new Database(file, connection.unwrap(DuckDBConnection.class));
    } catch (SQLException e) {
      throw SqlFailure.of(file, e);
    }
  }

  /** Returns the file, as the user named it. */
  Path file() {
    return file;
  }

  /**
   * Runs one statement in its own transaction; {@code blamed} is the file that a failure is about.
   */
  void execute(Path blamed, String sql) {
    requireOpen();
    try {
      execute(sql);
    } catch (SQLException e) {
      throw SqlFailure.of(blamed, e);
    }
  }

  /**
   * Runs the action in one transaction: after it returns everything is on disk, after it throws
   * nothing is.
   */
  void transaction(Action action) {
    requireOpen();
    try {
      // Through SQL, because the driver's own commit() leaves appenders outside its transactions.
      execute("BEGIN TRANSACTION");
      try {
        action.run(connection);
        execute("COMMIT");
      } catch (Throwable e) {
        // Whatever stopped it, an open transaction would swallow the next one.
        rollBack(e);
        throw e;
      }
    } catch (SQLException e) {
      throw SqlFailure.isDuplicate(e)
          ? new IllegalArgumentException(file + ": stored already: " + e.getMessage(), e)
          : SqlFailure.of(file, e);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  private void rollBack(Throwable failure) {
    try {
      execute("ROLLBACK");
    } catch (SQLException e) {
      // A failed COMMIT has rolled back already, and then there is nothing left to undo.
      failure.addSuppressed(e);
    }
  }

  /**
   * Runs a query with text parameters; a parameter that is an array of texts is bound as a list.
   */
  <T> T query(String sql, Rows<T> reader, Object... parameters) {
    requireOpen();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        Object parameter = parameters[i];
        statement.setObject(
            i + 1,
            parameter instanceof String[] texts
                ? connection.createArrayOf("VARCHAR", texts)
                : parameter);
      }
      try (ResultSet rows = statement.executeQuery()) {
        return reader.read(rows);
      }
    } catch (SQLException e) {
      throw SqlFailure.of(file, e);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /**
   * Closes the connection; the last one to a file folds DuckDB's write-ahead log into it. Again:
   * does nothing.
   */
  @Override
  public void close() {
    closed = true;
    try {
      connection.close();
    } catch (SQLException e) {
      throw SqlFailure.of(file, e);
    } finally {
      forgotten.clean();
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
