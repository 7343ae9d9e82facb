package org.parzc.dataset;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader;
import org.parzc.InputException;
import org.parzc.extraction.Extraction;

/** The formats of stores, by the names of their files. */
final class StoreFormats {
  private static final String JOURNAL = ".jsonl";

  private StoreFormats() {}

  static boolean isJournal(Path file) {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(JOURNAL);
  }

  /**
   * Returns what opens a file.
   *
   * @throws InputException if nothing opens files of that name
   */
  static StatisticsStoreProvider of(Path file) {
    if (isJournal(file)) {
      return new Journals();
    }
    return ServiceLoader.load(
            StatisticsStoreProvider.class, StatisticsStoreProvider.class.getClassLoader())
        .stream()
        .map(ServiceLoader.Provider::get)
        .filter(one -> one.opens(file))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "%s: found a name that does not end in %s, expected that, or parzc-app on "
                            .formatted(file, JOURNAL)
                        + "the class path for a store in DuckDB"));
  }

  /** Opens journals. */
  private static final class Journals implements StatisticsStoreProvider {
    @Override
    public boolean opens(Path file) {
      return isJournal(file);
    }

    @Override
    public StatisticsStore open(Path file, Extraction extraction) {
      return JournalStore.open(file, extraction);
    }

    @Override
    public Optional<Path> adopt(Path file, Extraction extraction) {
      return JournalStore.adopt(file, extraction);
    }
  }
}
