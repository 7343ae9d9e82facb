package org.parzc.labels;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.parzc.InputException;
import org.parzc.space.Architecture;
import org.parzc.space.SearchSpace;

/**
 * What to do with entries of a file that are not architectures of the space it is read for, and
 * whom to tell what was left out. Immutable; thread-safe if that one is.
 */
public final class InvalidEntries {
  /** They are an error, and nobody is told anything. */
  public static final InvalidEntries REFUSED = new InvalidEntries(false, line -> {});

  private static final String ADVICE =
      "; " + InputException.setting("skip-invalid") + " passes over such architectures";

  private final boolean skipped;
  private final Consumer<String> told;

  private InvalidEntries(boolean skipped, Consumer<String> told) {
    this.skipped = skipped;
    this.told = told;
  }

  /**
   * Returns that they are an error.
   *
   * @param told takes a line for each file that says what else was left out
   */
  public static InvalidEntries refused(Consumer<String> told) {
    return new InvalidEntries(false, told);
  }

  /**
   * Returns that they are passed over.
   *
   * @param told takes a line for each file that says how many were, and names the first; or what
   *     else was left out
   */
  public static InvalidEntries skipped(Consumer<String> told) {
    return new InvalidEntries(true, told);
  }

  /** Returns what counts the entries of one reading of a file. */
  Tally tally(Path file, SearchSpace space) {
    return new Tally(file, space);
  }

  /** The entries of one file. Used by one thread. */
  final class Tally {
    private final Path file;
    private final SearchSpace space;
    private int entries;
    private int invalid;
    private String first;

    private Tally(Path file, SearchSpace space) {
      this.file = file;
      this.space = space;
    }

    /**
     * Returns an architecture; empty if it is passed over.
     *
     * @param entry returns the architecture, or throws what is wrong with it
     * @throws InputException what is wrong, if such entries are an error
     */
    Optional<Architecture> read(Supplier<? extends Architecture> entry) {
      entries++;
      try {
        return Optional.of(entry.get());
      } catch (InputException e) {
        if (!skipped) {
          throw e.between("", ADVICE);
        }
        first = invalid == 0 ? e.getMessage() : first;
        invalid++;
        return Optional.empty();
      }
    }

    /**
     * Tells how many entries were passed over.
     *
     * @throws InputException if all were
     */
    void finish() {
      if (invalid > 0 && invalid == entries) {
        throw new InputException(
            "%s: none of %d entries is an architecture of %s; the first: %s"
                .formatted(file, entries, space.name(), first));
      }
      if (invalid > 0) {
        told.accept(
            "%s: %d of %d entries are not architectures of %s and are passed over; the first: %s"
                .formatted(file, invalid, entries, space.name(), first));
      }
    }

    /**
     * Tells how many entries are other texts of an architecture that was there before, if any are.
     *
     * @param done what is done with them
     */
    void tellRepeats(int repeats, String done) {
      if (repeats > 0) {
        told.accept(
            "%s: %d of %d entries are architectures that are there in another form, %s"
                .formatted(file, repeats, entries, done));
      }
    }
  }
}
