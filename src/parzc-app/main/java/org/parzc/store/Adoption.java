package org.parzc.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.parzc.dataset.StoreVersion;
import org.parzc.files.Provenance;

/** Makes a store of another version of the program one of this, and keeps a copy of it. */
final class Adoption {
  private Adoption() {}

  /**
   * Adopts a store, unless there is none or it is of this version.
   *
   * @param asked what is to be added
   * @return the copy of the store as it was, if it was adopted
   * @throws org.parzc.InputException if the store was made otherwise, or cannot be written
   */
  static Optional<Path> adopt(Path file, StoreContents asked) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Provenance made;
    try (Database database = Database.open(file, false)) {
      StoreContents found = Schema.read(database);
      if (found.requireSame(file, asked).isEmpty()) {
        return Optional.empty();
      }
      made = found.provenance();
      // What is in DuckDB's log belongs to the copy, too.
      database.execute(file, "CHECKPOINT");
    }
    Path copy = StoreVersion.keep(file, made);
    try (Database database = Database.open(file, false)) {
      database.transaction(
          connection ->
              Schema.insertProvenance(
                  connection.prepareStatement("INSERT OR REPLACE INTO provenance VALUES (?, ?)"),
                  StoreVersion.adopted(made, asked.provenance())));
    }
    return Optional.of(copy);
  }
}
