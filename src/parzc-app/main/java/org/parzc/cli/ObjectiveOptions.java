package org.parzc.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.parzc.InputException;
import org.parzc.dataset.ExampleStore;
import org.parzc.dataset.ExtractionListener;
import org.parzc.extraction.Extraction;
import org.parzc.extraction.ExtractionSettings;
import org.parzc.labels.Direction;
import org.parzc.labels.InvalidEntries;
import org.parzc.model.Predictor;
import org.parzc.model.PredictorFiles;
import org.parzc.network.Device;
import org.parzc.search.CachedExamples;
import org.parzc.search.Costs;
import org.parzc.search.Objective;
import org.parzc.space.SearchSpace;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that say what a search maximises, and where it gets that from. */
final class ObjectiveOptions {
  @Option(names = "--objective", required = true, paramLabel = "WHAT",
      description = "What to maximise: predictor:FILE (that 'parzc train' wrote), proxy:NAME (network-level, params or "
          + "flops), sum:STATISTIC (over the nodes), label (from --labels), or mabn, which is trained on labels that "
          + "the search takes within --label-budget.")
  private String objective;

  @Option(names = "--optimism", defaultValue = "0", paramLabel = "K",
      description = "Standard deviations to add to a predictor's score (default: ${DEFAULT-VALUE}).")
  private double optimism;

  @Option(names = "--draws", defaultValue = "16", paramLabel = "N",
      description = "Draws from the posterior for these (default: ${DEFAULT-VALUE}).")
  private int draws;

  @Option(names = "--store", paramLabel = "FILE",
      description = "Store of statistics; what is missing in it is extracted. Needed for predictors and proxies.")
  private Path store;

  @Mixin
  private OptionalLabelOptions labels;

  @Mixin
  private ExtractionOptions extraction;

  /**
   * An objective and where it came from.
   *
   * @param objective the objective
   * @param provenance what its scores depend on
   * @param release frees it
   */
  record Chosen(Objective objective, Map<String, String> provenance, Runnable release) implements AutoCloseable {
    @Override
    public void close() {
      release.run();
    }
  }

  /** Returns whether the search is to train its own predictor. */
  boolean isOnline() {
    return objective.equals("mabn");
  }

  /** Returns the table of labels, if there is one. */
  Optional<LabelOptions> labels() {
    return Optional.<LabelOptions>of(labels).filter(options -> options.file() != null);
  }

  /**
   * Returns what labels mean, wherever they come from.
   *
   * @param elsewhere whether some come from elsewhere than a file
   * @throws InputException if an option is about labels that there are none of
   */
  LabelOptions labelsFrom(boolean elsewhere) {
    labels.check(elsewhere);
    return labels;
  }

  /** Returns where networks run, for people. */
  String device() {
    return Device.open(extraction.device()).description();
  }

  /** Returns where MABN is trained and scores. */
  Device modelDevice() {
    return extraction.modelDevice();
  }

  /** Returns how networks are measured. */
  ExtractionSettings settings(SearchSpace space, long seed) {
    return extraction.settings(space, seed);
  }

  /**
   * Returns the objective that was asked for.
   *
   * @param settings how networks are measured
   * @param invalid what to do with entries of a table of labels that are not architectures of the space
   * @param output takes what was read, for people
   * @throws InputException if there is no such objective, or a part of it is missing
   */
  Chosen choose(ExtractionSettings settings, Costs costs, OptionalInt threads, InvalidEntries invalid, Output output) {
    if (optimism < 0 || !Double.isFinite(optimism) || draws < 1) {
      throw new InputException("--optimism, --draws: found %s and %d, expected at least 0 and 1".formatted(optimism,
          draws));
    }
    Bounds.checkMost("--draws", draws, Bounds.REPETITIONS);
    String[] parts = objective.split(":", 2);
    String argument = parts.length == 2 ? parts[1] : "";
    return switch (parts[0]) {
      case "label" -> labelled(settings.space(), invalid, output);
      case "predictor" -> predicted(Path.of(argument), settings, threads);
      case "proxy" -> List.of("params", "flops").contains(argument)
          ? new Chosen(new Objective.Size(costs.named(argument)),
              Map.of("objective", objective, "skeleton", settings.skeleton().toString()), () -> {})
          : proxy(argument, settings.proxies().stream().map(one -> one.name()).toList(), argument, settings, threads);
      case "sum" -> proxy(argument, settings.statistics().stream().map(one -> one.name()).toList(), "Σ " + argument,
          settings, threads);
      default -> throw new InputException("--objective: found '%s', expected predictor:FILE, proxy:NAME, "
          .formatted(objective) + "sum:STATISTIC, label or mabn");
    };
  }

  /** Returns the store for an online search. */
  ExampleStore session(ExtractionSettings settings, OptionalInt threads) {
    return source(settings, threads);
  }

  /** Returns what an online search depends on besides its own options. */
  Map<String, String> onlineProvenance(ExtractionSettings settings, OptionalInt threads) {
    Map<String, String> provenance = provenance(source(settings, threads).extraction());
    labels().ifPresent(table -> provenance.put("labels", table.description()));
    provenance.put(Direction.KEY, labels.direction().toString());
    provenance.putAll(TrainedPredictor.provenance(modelDevice()).facts());
    return provenance;
  }

  private Chosen labelled(SearchSpace space, InvalidEntries invalid, Output output) {
    if (labels.file() == null) {
      throw new InputException("--objective label: found no --labels, expected the table");
    }
    return new Chosen(new Objective.Labelled(labels.read(space, invalid, output)),
        Map.of("objective", objective, "labels", labels.description(), Direction.KEY, labels.direction().toString()), () -> {});
  }

  private Chosen proxy(String argument, List<String> recorded, String name, ExtractionSettings settings,
      OptionalInt threads) {
    if (!recorded.contains(argument)) {
      throw new InputException("--objective %s: found '%s', expected one of those recorded: %s".formatted(objective,
          argument, String.join(", ", recorded)));
    }
    ExampleStore store = source(settings, threads);
    return new Chosen(new Objective.Proxy(name, new CachedExamples(store)), provenance(store.extraction()),
        store::close);
  }

  private Chosen predicted(Path file, ExtractionSettings settings, OptionalInt threads) {
    ExampleStore store = source(settings, threads);
    PredictorFiles.Loaded loaded = TrainedPredictor.load(file,
        store.extraction().provenance().with(ScoreOptions.KEY, ScoreOptions.NONE), modelDevice());
    Predictor predictor = loaded.predictor();
    Map<String, String> provenance = provenance(store.extraction());
    provenance.putAll(TrainedPredictor.provenance(modelDevice()).facts());
    provenance.put("predictor", loaded.sha256());
    provenance.put("optimism", String.valueOf(optimism));
    provenance.put("draws", String.valueOf(draws));
    return new Chosen(new Objective.Predicted(predictor, optimism, draws, new CachedExamples(store)),
        provenance, () -> {
          store.close();
          predictor.close();
        });
  }

  private Map<String, String> provenance(Extraction extraction) {
    Map<String, String> provenance = new LinkedHashMap<>(extraction.provenance().facts());
    provenance.put("objective", objective);
    return provenance;
  }

  private ExampleStore source(ExtractionSettings settings, OptionalInt threads) {
    if (store == null) {
      throw new InputException("--objective %s: found no --store, expected a place for statistics"
          .formatted(objective));
    }
    return ExampleStore.open(store, Extraction.local(settings, extraction.deviceHere(), threads),
        ExtractionListener.NONE);
  }
}
