package org.parzc.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.parzc.InputException;
import org.parzc.dataset.Example;
import org.parzc.dataset.ExampleStore;
import org.parzc.dataset.LabelledExamples;
import org.parzc.files.AtomicFile;
import org.parzc.labels.Candidates;
import org.parzc.labels.InvalidEntries;
import org.parzc.labels.Labels;
import org.parzc.labels.PublishedScores;
import org.parzc.model.Predictor;
import org.parzc.model.PredictorSettings;
import org.parzc.network.Device;
import org.parzc.report.SuggestionTable;
import org.parzc.report.Table;
import org.parzc.search.Acquisition;
import org.parzc.space.Architecture;
import org.parzc.space.SearchSpace;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Acquisition by hand: says which architectures to label next. */
@Command(
    name = "suggest",
    mixinStandardHelpOptions = true,
    description = {
      "Suggests which candidates to train and label next.",
      "Without labels: architectures unlike each other. With labels: by turns those that MABN"
          + " expects to be better",
      "than the labelled ones, and those it is not sure of."
    },
    footer = {
      "",
      "Example:",
      "  parzc suggest --candidates all --store cells.duckdb --count 50 --out next.csv",
      "  parzc suggest --candidates all --store cells.duckdb --labels labels.csv --count 20"
    })
final class SuggestCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private SpaceOptions spaceOptions;

  @ArgGroup(exclusive = false)
  private RequiredLabelOptions labelOptions;

  @Mixin private SourceOptions sources;

  @Mixin private ScoreOptions scores;

  @Mixin private InvalidOption invalid;

  @Mixin private ModelOptions modelOptions;

  @Option(
      names = "--candidates",
      required = true,
      paramLabel = "WHICH",
      description =
          "Architectures to choose from: all, random:N, a .csv or .json file, or a text file with"
              + " one to a line.")
  private String candidates;

  @Option(
      names = "--count",
      required = true,
      paramLabel = "N",
      description = "Number of architectures to suggest.")
  private int count;

  @Option(
      names = "--draws",
      defaultValue = "4",
      paramLabel = "N",
      description = "Draws from the posterior for the uncertainty (default: ${DEFAULT-VALUE}).")
  private int draws;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "CSV file for architecture and reason, which 'parzc label --candidates' reads.")
  private Path file;

  @Option(names = "--json", description = "Print the suggestions as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    Output output = Output.of(spec, json);
    if (count < 1) {
      throw new InputException("--count: found %d, expected at least 1".formatted(count));
    }
    Bounds.check("--draws", draws, 1, Bounds.REPETITIONS);
    if (file != null) {
      AtomicFile.requirePlace(file);
    }
    Device device = sources.modelDevice();
    SearchSpace space = spaceOptions.space();
    PredictorSettings settings = modelOptions.settings();
    InvalidEntries entries = invalid.entries(output);
    List<Architecture> wanted = Candidates.read(candidates, space, sources.seed(), null, entries);
    Optional<Labels> labels =
        Optional.ofNullable(labelOptions).map(options -> options.read(space, entries, output));
    List<Architecture> labelled = labels.map(Labels::architectures).orElse(List.of());
    List<Architecture> all = union(labelled, wanted);
    requireEnough(labelled, all);

    PublishedScores published = scores.read(space, Set.copyOf(all), output, entries);
    List<Example> examples;
    try (ExampleStore store = sources.examples(space, output)) {
      examples = store.examples(all, published);
    }
    Acquisition acquisition =
        new Acquisition(
            Acquisition.features(examples), all.stream().map(Architecture::canonicalForm).toList());
    IntStream.range(0, labelled.size()).forEach(acquisition::add);
    List<Acquisition.Choice> choices =
        labels.isEmpty()
            ? acquisition.diverse(count)
            : batch(acquisition, examples, labels.get(), settings, device);
    List<SuggestionTable.Suggestion> suggestions =
        choices.stream()
            .map(
                choice ->
                    new SuggestionTable.Suggestion(
                        all.get(choice.index()).text(),
                        choice.reason().name().toLowerCase(Locale.ROOT)))
            .toList();
    Table table = SuggestionTable.of(suggestions);
    if (file != null) {
      table.writeCsv(file);
    }
    if (json) {
      Json.print(output.results(), suggestions);
    } else {
      output.print(table);
    }
    return 0;
  }

  /** Returns the labelled architectures, then the candidates that are none of them. */
  private static List<Architecture> union(
      List<Architecture> labelled, List<Architecture> candidates) {
    Set<Architecture> all = new LinkedHashSet<>(labelled);
    all.addAll(candidates);
    return new ArrayList<>(all);
  }

  /** Refuses to go on before statistics are extracted for nothing. */
  private void requireEnough(List<Architecture> labelled, List<Architecture> all) {
    Set<String> known =
        labelled.stream().map(Architecture::canonicalForm).collect(Collectors.toSet());
    long free =
        all.stream()
            .map(Architecture::canonicalForm)
            .filter(form -> !known.contains(form))
            .distinct()
            .count();
    if (count > free) {
      throw new InputException(
          "--count: found %d, expected at most %d, the number of candidates that are neither "
                  .formatted(count, free)
              + "labelled nor isomorphic to others");
    }
  }

  private List<Acquisition.Choice> batch(
      Acquisition acquisition,
      List<Example> examples,
      Labels labels,
      PredictorSettings settings,
      Device device) {
    try (Predictor predictor =
        Predictor.train(
            new LabelledExamples(examples.subList(0, labels.size()), labels.values()),
            settings,
            sources.seed(),
            device)) {
      return acquisition.batch(predictor.scoreWithUncertainty(examples, draws), count);
    }
  }
}
