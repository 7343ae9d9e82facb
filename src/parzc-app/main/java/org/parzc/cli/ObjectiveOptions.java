package org.parzc.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.parzc.InputException;
import org.parzc.dataset.ExampleStore;
import org.parzc.dataset.ExtractionListener;
import org.parzc.extraction.Extraction;
import org.parzc.extraction.ExtractionSettings;
import org.parzc.labels.InvalidEntries;
import org.parzc.network.Device;
import org.parzc.search.Costs;
import org.parzc.search.ObjectiveSpec;
import org.parzc.search.SearchSpec;
import org.parzc.space.SearchSpace;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that say what a search maximises, and where it gets that from. */
final class ObjectiveOptions {
  @Option(
      names = "--objective",
      required = true,
      paramLabel = "WHAT",
      description =
          "What to maximise: predictor:FILE (that 'parzc train' wrote), proxy:NAME (network-level,"
              + " params or flops), sum:STATISTIC (over the nodes), label (from --labels), mabn,"
              + " which is trained on labels that the search acquires within --label-budget, or one"
              + " of your own (docs/add-an-objective.md).")
  private String objective;

  @Option(
      names = "--optimism",
      defaultValue = "0",
      paramLabel = "K",
      description =
          "Weight κ of a predictor's upper confidence bound, mean + κ · std (default:"
              + " ${DEFAULT-VALUE}).")
  private double optimism;

  @Option(
      names = "--draws",
      defaultValue = "" + ObjectiveSpec.USUAL_DRAWS,
      paramLabel = "N",
      description =
          "Draws from the posterior for the standard deviation (default: ${DEFAULT-VALUE}).")
  private int draws;

  @Option(
      names = "--store",
      paramLabel = "FILE",
      converter = StoreFile.class,
      description =
          "Store of statistics; what is missing in it is extracted. Needed for predictors and"
              + " proxies.")
  private Path store;

  @Mixin private OptionalLabelOptions labels;

  @Mixin private ExtractionOptions extraction;

  /** Says what to maximise. */
  void describe(SearchSpec.Builder spec) {
    spec.objective(objective).uncertainty(optimism, draws);
  }

  /**
   * Refuses options about labels that there are none of.
   *
   * @param elsewhere whether some come from elsewhere than a file
   */
  void checkLabels(boolean elsewhere) {
    labels.check(elsewhere);
  }

  /** Returns the table of labels, if there is one. */
  Optional<LabelOptions> labels() {
    return Optional.<LabelOptions>of(labels).filter(options -> options.file() != null);
  }

  /** Returns where networks run, for people. */
  String device() {
    return Device.open(extraction.device()).description();
  }

  /** Returns how networks are measured. */
  ExtractionSettings settings(SearchSpace space, long seed) {
    return extraction.settings(space, seed);
  }

  /**
   * Returns what the objective gets its numbers from; nothing is opened before it is asked for.
   *
   * @param settings how networks are measured
   * @param threads networks at a time, if somebody said it
   * @param invalid what to do with entries of a table of labels that are not architectures of the
   *     space
   * @param output takes what was read, for people
   */
  SearchSources sources(
      ExtractionSettings settings,
      Costs costs,
      OptionalInt threads,
      InvalidEntries invalid,
      Output output) {
    return new SearchSources(
        settings,
        costs,
        labels,
        () -> source(settings, threads),
        options -> options.read(settings.space(), invalid, output),
        extraction::modelDevice);
  }

  private ExampleStore source(ExtractionSettings settings, OptionalInt threads) {
    if (store == null) {
      throw new InputException(
          "--objective %s: found no --store, expected a place for statistics".formatted(objective));
    }
    return ExampleStore.open(
        store,
        Extraction.local(settings, extraction.deviceHere(), threads),
        ExtractionListener.NONE);
  }
}
