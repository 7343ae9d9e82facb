package org.parzc.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.parzc.InputException;
import org.parzc.labels.InvalidEntries;
import org.parzc.search.Costs;
import org.parzc.space.SearchSpace;
import org.parzc.space.Skeleton;
import picocli.CommandLine.Option;

/** Options that tell what architectures cost. */
final class CostOptions {
  @Option(
      names = "--costs",
      paramLabel = "FILE",
      description = "CSV file with a column for each further cost, such as latency.")
  private Path table;

  @Option(
      names = "--costs-index",
      paramLabel = "FILE",
      description =
          "CSV file with architectures and a column 'index', if --costs has nothing but such an"
              + " index and it is not the space's own.")
  private Path index;

  Costs costs(SearchSpace space, Skeleton skeleton, InvalidEntries invalid) {
    if (table == null && index != null) {
      throw new InputException("--costs-index: found %s, but no --costs".formatted(index));
    }
    return new Costs(
        space, skeleton, Optional.ofNullable(table), Optional.ofNullable(index), invalid);
  }
}
