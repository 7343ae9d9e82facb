package org.parzc.store;

import java.nio.file.Path;
import java.util.Optional;
import org.parzc.dataset.StatisticsStore;
import org.parzc.dataset.StatisticsStoreProvider;
import org.parzc.extraction.Extraction;
import org.parzc.extraction.ExtractionSettings;
import org.parzc.statistics.Quantity;

/** Opens stores in DuckDB for examples, whatever their names. */
public final class DuckDbStores implements StatisticsStoreProvider {
  @Override
  public boolean opens(Path file) {
    return true;
  }

  @Override
  public StatisticsStore open(Path file, Extraction extraction) {
    return DuckDbStore.open(file, contents(extraction));
  }

  @Override
  public Optional<Path> adopt(Path file, Extraction extraction) {
    return Adoption.adopt(file, contents(extraction));
  }

  /** Returns what a store of such statistics holds. */
  public static StoreContents contents(Extraction extraction) {
    ExtractionSettings settings = extraction.settings();
    return new StoreContents(
        extraction.provenance(),
        settings.statistics().stream().map(Quantity::name).toList(),
        settings.proxies().stream().map(Quantity::name).toList());
  }
}
