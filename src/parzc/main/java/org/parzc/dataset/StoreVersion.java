package org.parzc.dataset;

import static org.parzc.InputException.setting;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.parzc.InputException;
import org.parzc.files.AtomicFile;
import org.parzc.files.Provenance;
import org.parzc.files.Reason;

/**
 * Which version of this program made a store. Numbers of two versions are not mixed unasked: a
 * store of another version is read, and added to once it was adopted, which keeps a copy of it and
 * notes the version that it came from.
 */
public final class StoreVersion {
  private static final String VERSION = "version";
  private static final String ADOPTED = "adopted";

  private StoreVersion() {}

  /**
   * Refuses a store that was made otherwise than it is asked for, versions of the program aside.
   *
   * @param made what made the store
   * @param asked what is to be read from it or added to it
   * @return why nothing may be added, see {@link StatisticsStore#readOnly}, if versions differ
   * @throws InputException if anything else differs, naming every difference in one line
   */
  public static Optional<String> check(Path file, Provenance made, Provenance asked) {
    made.without(VERSION, ADOPTED).requireSame(file, asked.without(VERSION, ADOPTED));
    return made.get(VERSION).equals(asked.get(VERSION))
        ? Optional.empty()
        : Optional.of(
            "was made by version %s, to which %s adds nothing unless told to (%s)"
                .formatted(version(made), version(asked), setting("adopt")));
  }

  private static String version(Provenance provenance) {
    return provenance.get(VERSION).orElse("unknown");
  }

  /** Returns the provenance of a store that is adopted: of the version that adopts it. */
  public static Provenance adopted(Provenance made, Provenance by) {
    return made.with(VERSION, version(by))
        .with(
            ADOPTED,
            made.get(ADOPTED).map(before -> before + ", " + version(made)).orElse(version(made)));
  }

  /**
   * Copies a store that is about to be adopted, beside it and under its name with the version
   * behind it. A copy that is there already, and the same, is left.
   *
   * @param made what made the store
   * @throws InputException if the copy cannot be made, or another file has its name
   */
  public static Path keep(Path file, Provenance made) {
    Path copy = file.resolveSibling(file.getFileName() + "." + version(made));
    try {
      if (Files.exists(copy)) {
        if (Files.mismatch(file, copy) != -1) {
          throw new InputException(
              "%s: is there already, and differs from %s: move it".formatted(copy, file));
        }
        return copy;
      }
    } catch (IOException e) {
      throw new InputException("%s: cannot be read: %s".formatted(copy, Reason.of(e)), e);
    }
    AtomicFile.write(copy, unfinished -> Files.copy(file, unfinished));
    return copy;
  }
}
