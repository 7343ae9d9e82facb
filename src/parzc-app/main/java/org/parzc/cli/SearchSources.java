package org.parzc.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.parzc.InputException;
import org.parzc.dataset.ExampleSource;
import org.parzc.dataset.ExampleStore;
import org.parzc.extraction.ExtractionSettings;
import org.parzc.files.Provenance;
import org.parzc.labels.Direction;
import org.parzc.labels.LabelRange;
import org.parzc.labels.Labels;
import org.parzc.model.Predictor;
import org.parzc.model.PredictorFiles;
import org.parzc.network.Device;
import org.parzc.search.Costs;
import org.parzc.search.LabelSources;
import org.parzc.space.SearchSpace;
import org.parzc.statistics.Quantity;

/** What the options of a search name: store, predictor, labels. Closes what was opened. */
final class SearchSources implements LabelSources, AutoCloseable {
  private final ExtractionSettings settings;
  private final Costs costs;
  private final OptionalLabelOptions options;
  private final Supplier<ExampleStore> opener;
  private final Function<LabelOptions, Labels> reader;
  private final Supplier<Device> modelDevice;
  private Optional<ExampleStore> store = Optional.empty();
  private Optional<Predictor> predictor = Optional.empty();

  /**
   * @param settings how networks are measured
   * @param options say what labels mean
   * @param opener returns the store of statistics, which its first use opens
   * @param reader reads a table of labels
   * @param modelDevice returns where predictors are trained and score
   */
  SearchSources(
      ExtractionSettings settings,
      Costs costs,
      OptionalLabelOptions options,
      Supplier<ExampleStore> opener,
      Function<LabelOptions, Labels> reader,
      Supplier<Device> modelDevice) {
    this.settings = settings;
    this.costs = costs;
    this.options = options;
    this.opener = opener;
    this.reader = reader;
    this.modelDevice = modelDevice;
  }

  @Override
  public SearchSpace space() {
    return settings.space();
  }

  @Override
  public Costs costs() {
    return costs;
  }

  @Override
  public List<String> forms() {
    return List.of("predictor:FILE", "proxy:NAME", "sum:STATISTIC", "label", "mabn");
  }

  @Override
  public List<String> proxies() {
    return settings.proxies().stream().map(Quantity::name).toList();
  }

  @Override
  public List<String> statistics() {
    return settings.statistics().stream().map(Quantity::name).toList();
  }

  private ExampleStore store() {
    if (store.isEmpty()) {
      store = Optional.of(opener.get());
    }
    return store.get();
  }

  @Override
  public ExampleSource examples() {
    return store();
  }

  @Override
  public Provenance measuring() {
    return store().extraction().provenance();
  }

  @Override
  public Known<Predictor> predictor(String argument) {
    PredictorFiles.Loaded loaded =
        TrainedPredictor.load(
            Path.of(argument), measuring().with(ScoreOptions.KEY, ScoreOptions.NONE), device());
    predictor = Optional.of(loaded.predictor());
    return new Known<>(
        loaded.predictor(),
        TrainedPredictor.provenance(device()).with("predictor", loaded.sha256()));
  }

  @Override
  public Known<Labels> labels() {
    return new Known<>(
        table()
            .orElseThrow(
                () ->
                    new InputException("--objective label: found no --labels, expected the table")),
        labelFacts());
  }

  @Override
  public Optional<Labels> table() {
    return options.file() == null ? Optional.empty() : Optional.of(reader.apply(options));
  }

  private Provenance labelFacts() {
    Provenance facts = Provenance.of(Direction.KEY, direction());
    return options.file() == null ? facts : facts.with("labels", options.description());
  }

  @Override
  public Provenance labelling() {
    return labelFacts().with(TrainedPredictor.provenance(device()));
  }

  @Override
  public LabelRange range() {
    return options.range();
  }

  @Override
  public Direction direction() {
    return options.direction();
  }

  @Override
  public Device device() {
    return modelDevice.get();
  }

  @Override
  public void close() {
    store.ifPresent(ExampleStore::close);
    predictor.ifPresent(Predictor::close);
  }
}
