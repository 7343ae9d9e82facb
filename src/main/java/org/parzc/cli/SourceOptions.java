package org.parzc.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import org.parzc.network.Device;
import org.parzc.space.SearchSpace;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that say where statistics are kept, and how those that are missing are extracted. */
final class SourceOptions {
  @Mixin
  private ExtractionOptions extraction;

  @Mixin
  private SeedOption seed;

  @Mixin
  private ThreadsOption threads;

  @Option(names = "--store", required = true, paramLabel = "FILE",
      description = "Store of statistics, made if absent; what is missing in it is extracted.")
  private Path store;

  Path store() {
    return store;
  }

  /** Returns the seed, of statistics as of everything else. */
  long seed() {
    return seed.value;
  }

  /** Returns where networks run, for people. */
  String device() {
    return Device.open(extraction.device()).description();
  }

  /** @param messages takes what was done, for people */
  StatisticsSource source(SearchSpace space, PrintWriter messages) {
    return new StatisticsSource(store, extraction.settings(space, seed.value), extraction.device(), threads.count(),
        messages);
  }
}
