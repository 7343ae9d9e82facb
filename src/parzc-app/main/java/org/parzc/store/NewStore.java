package org.parzc.store;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.parzc.InputException;
import org.parzc.files.Reason;
import org.parzc.files.Unfinished;

/** Makes stores without rows. */
final class NewStore {
  private NewStore() {}

  /**
   * Makes the file aside and moves it into place, so that dying here never leaves half a store
   * under its name.
   */
  static void create(Path file, StoreContents contents) {
    Path target = file.toAbsolutePath();
    if (!Files.isDirectory(target.getParent())) {
      throw new InputException(file + ": the directory does not exist");
    }
    try (Unfinished partial = Unfinished.of(file)) {
      try (Database database = Database.open(file, partial.path())) {
        Schema.create(database, contents);
        // Closing would do the same, but keeps silent when it cannot.
        database.execute(file, "CHECKPOINT");
      }
      Files.move(partial.path(), target);
    } catch (FileAlreadyExistsException e) {
      // Another process was faster; opening its store says whether we may use it.
      return;
    } catch (IOException e) {
      throw new InputException(file + ": cannot be created: " + Reason.of(e), e);
    }
  }
}
