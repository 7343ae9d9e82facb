package org.parzc.cli;

import java.nio.file.Path;
import org.parzc.labels.InvalidEntries;
import org.parzc.space.SearchSpace;
import org.parzc.store.StoredExamples;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Options that say which labelled architectures there are, and where their statistics are read
 * from.
 */
final class LabelledExampleOptions {
  @Mixin private RequiredLabelOptions labels;

  @Mixin private ScoreOptions scores;

  @Mixin private InvalidOption invalid;

  @Mixin private ExcludeOption excluded;

  @Option(
      names = "--store",
      required = true,
      paramLabel = "FILE",
      converter = StoreFile.class,
      description = "Store of statistics.")
  private Path store;

  /**
   * Reads them; nothing is extracted.
   *
   * @param output takes what was found, for people
   */
  StoredExamples read(SearchSpace space, long seed, Output output) {
    InvalidEntries entries = invalid.entries(output);
    return StoredExamples.read(
        store,
        space,
        labels.read(space, entries, output),
        excluded.of(space, seed, entries),
        wanted -> scores.read(space, wanted, output, entries));
  }
}
