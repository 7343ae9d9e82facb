package org.parzc.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.parzc.InputException;
import org.parzc.labels.InvalidEntries;
import org.parzc.search.Costs;
import org.parzc.space.SearchSpace;
import org.parzc.space.Skeleton;
import picocli.CommandLine.Option;

/** Options that tell what architectures cost. */
final class CostOptions {
  @Option(names = "--costs", paramLabel = "FILE",
      description = "CSV file with a column for each further cost, such as latency.")
  private Path table;

  @Option(names = "--costs-index", paramLabel = "FILE",
      description = "CSV file with architectures and a column 'index', if --costs has nothing but such an index and it "
          + "is not the space's own.")
  private Path index;

  Costs costs(SearchSpace space, Skeleton skeleton, InvalidEntries invalid) {
    if (table == null && index != null) {
      throw new InputException("--costs-index: found %s, but no --costs".formatted(index));
    }
    return new Costs(space, skeleton, Optional.ofNullable(table), Optional.ofNullable(index), invalid);
  }

  /** Returns which files were used. */
  Map<String, String> provenance() {
    Map<String, String> provenance = new TreeMap<>();
    if (table != null) {
      provenance.put("costs", Fingerprint.of(table));
    }
    if (index != null) {
      provenance.put("costs_index", Fingerprint.of(index));
    }
    return provenance;
  }
}
