package org.parzc.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.parzc.InputException;
import org.parzc.dataset.ExampleStore;
import org.parzc.extraction.Extraction;
import org.parzc.extraction.ExtractionSettings;
import org.parzc.network.Device;
import org.parzc.network.DeviceRequest;
import org.parzc.space.SearchSpace;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that say where statistics are kept, and how those that are missing are extracted. */
final class SourceOptions {
  @Mixin private ExtractionOptions extraction;

  @Mixin private SeedOption seed;

  @Mixin private ThreadsOption threads;

  @Option(
      names = "--store",
      required = true,
      paramLabel = "FILE",
      converter = StoreFile.class,
      description = "Store of statistics, made if absent; what is missing in it is extracted.")
  private Path store;

  Path store() {
    return store;
  }

  /** Returns the seed, of statistics as of everything else. */
  long seed() {
    return seed.value;
  }

  /** Returns how many threads of the CPU to use. */
  int threads() {
    return threads.count();
  }

  /** Returns where the user wants networks to run. */
  DeviceRequest deviceRequest() {
    return extraction.device();
  }

  /** Returns where networks run, for people. */
  String device() {
    return Device.open(extraction.device()).description();
  }

  /** Returns where MABN is trained and scores. */
  Device modelDevice() {
    return extraction.modelDevice();
  }

  /** Returns how statistics are extracted. */
  ExtractionSettings settings(SearchSpace space) {
    return extraction.settings(space, seed.value);
  }

  /** Adopts the store of another version; returns the copy that was kept of it, if it is one. */
  Optional<Path> adopt(SearchSpace space) {
    return ExampleStore.adopt(
        store, Extraction.local(settings(space), extraction.device(), threads.asked()));
  }

  /**
   * Returns the store, which is opened by its first use, and made if absent.
   *
   * @param output takes what was done, for people
   */
  ExampleStore examples(SearchSpace space, Output output) {
    return ExampleStore.open(
        store,
        Extraction.local(settings(space), extraction.deviceHere(), threads.asked()),
        new ExtractionMessages(output));
  }

  /**
   * Returns the store whose missing statistics are extracted where the options say.
   *
   * @throws InputException if the options do not fit together, or the engine is not there
   */
  ExampleStore examples(SearchSpace space, EngineOptions engine, Output output) {
    if (engine.isLocal()) {
      return examples(space, output);
    }
    if (threads.isGiven()) {
      throw new InputException(
          "--threads: with --engine spark the executors' cores decide (spark.executor.cores)");
    }
    return ExampleStore.open(
        store,
        engine.cluster(settings(space), extraction.device()),
        new ExtractionMessages(output));
  }
}
