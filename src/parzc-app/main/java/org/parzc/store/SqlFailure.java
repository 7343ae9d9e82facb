package org.parzc.store;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.parzc.InputException;

/**
 * Tells what the user can mend from what the user cannot, by DuckDB's message: JDBC has no error
 * codes here.
 */
final class SqlFailure {
  private static final Pattern LOCK_OWNER = Pattern.compile("\\(PID \\d+\\)");

  /** Texts of the operating system that DuckDB passes on. */
  private static final List<String> SYSTEM =
      List.of(
          "No space left on device",
          "Disk quota exceeded",
          "Permission denied",
          "Operation not permitted",
          "Read-only file system",
          "No such file or directory",
          "Not a directory",
          "Is a directory",
          "File too large",
          "Input/output error",
          "Too many open files");

  /** What DuckDB says of files that were cut or changed. */
  private static final List<String> DAMAGE =
      List.of("Corrupt database file", "Corrupt WAL file", "Could not read enough bytes");

  private SqlFailure() {}

  /**
   * Returns the exception that leaves the package: {@link InputException} for the user, else
   * StoreException.
   */
  static RuntimeException of(Path file, SQLException failure) {
    List<String> lines = String.valueOf(failure.getMessage()).lines().toList();
    String message = lines.isEmpty() ? "" : lines.get(0);
    if (message.contains("Could not set lock on file")) {
      Matcher owner = LOCK_OWNER.matcher(message);
      return input(
          file, "another process has it open" + (owner.find() ? " " + owner.group() : ""), failure);
    }
    if (message.contains("different configuration")) {
      return input(file, "this process has it open already, for other access", failure);
    }
    if (message.contains("not a valid DuckDB database file")) {
      return input(file, "foreign store: not a DuckDB file", failure);
    }
    if (message.contains("version number")) {
      return input(
          file,
          "foreign store: written by another version of DuckDB: use the version of ParZC that made"
              + " it",
          failure);
    }
    // After a rollback that fails too, the first line tells only of that.
    Optional<String> damage =
        lines.stream().filter(line -> DAMAGE.stream().anyMatch(line::contains)).findFirst();
    if (damage.isPresent()) {
      return input(file, "damaged store: " + damage.get(), failure);
    }
    for (String text : SYSTEM) {
      if (message.contains(text)) {
        return input(file, text, failure);
      }
    }
    // A fatal error to DuckDB, which keeps the system's reason to itself.
    if (message.contains("fsync failed")) {
      return input(file, "cannot be written: the disk did not take it (fsync failed)", failure);
    }
    if (message.startsWith("IO Error")) {
      return input(file, message, failure);
    }
    return new StoreException(file + ": " + message, failure);
  }

  /** Returns whether a row was refused because its key is there already. */
  static boolean isDuplicate(SQLException failure) {
    return String.valueOf(failure.getMessage()).contains("Duplicate key");
  }

  private static InputException input(Path file, String found, SQLException cause) {
    return new InputException(file + ": " + found, cause);
  }
}
