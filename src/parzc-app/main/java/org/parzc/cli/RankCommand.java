package org.parzc.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.parzc.InputException;
import org.parzc.dataset.Example;
import org.parzc.dataset.ExampleStore;
import org.parzc.dataset.LabelledExamples;
import org.parzc.evaluation.CrossValidation;
import org.parzc.evaluation.Predictions;
import org.parzc.evaluation.RankQuality;
import org.parzc.extraction.Extraction;
import org.parzc.files.AtomicFile;
import org.parzc.labels.Candidates;
import org.parzc.labels.Direction;
import org.parzc.labels.InvalidEntries;
import org.parzc.labels.Labels;
import org.parzc.labels.PublishedScores;
import org.parzc.model.Predictor;
import org.parzc.model.PredictorFiles;
import org.parzc.model.PredictorSettings;
import org.parzc.model.Ranking;
import org.parzc.network.Device;
import org.parzc.rankers.MabnRanker;
import org.parzc.report.Format;
import org.parzc.report.RankingTable;
import org.parzc.report.chart.PredictionChart;
import org.parzc.report.page.Page;
import org.parzc.report.page.RankingSection;
import org.parzc.report.page.Section;
import org.parzc.space.Architecture;
import org.parzc.space.SearchSpace;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The main job: labelled architectures and candidates in, a ranking out. */
@Command(
    name = "rank",
    mixinStandardHelpOptions = true,
    description = {
      "Ranks candidates without training them.",
      "Trains MABN on the labels, or takes a predictor that 'parzc train' wrote."
    },
    footer = {
      "",
      "Example:",
      "  parzc rank --labels labels.csv --candidates random:200 --store cells.duckdb "
          + "--out ranking.csv"
    })
final class RankCommand implements Callable<Integer> {
  private static final int SHOWN = 10;

  /** Labels or a trained predictor. */
  static final class Knowledge {
    @ArgGroup(exclusive = false)
    private RequiredLabelOptions labels;

    @Option(
        names = "--model",
        required = true,
        paramLabel = "FILE",
        description = "Predictor that 'parzc train' wrote.")
    private Path model;
  }

  @Spec private CommandSpec spec;

  @Mixin private SpaceOptions spaceOptions;

  @ArgGroup(multiplicity = "1")
  private Knowledge knowledge;

  @Mixin private SourceOptions sources;

  @Mixin private ScoreOptions scores;

  @Mixin private InvalidOption invalid;

  @Mixin private ModelOptions modelOptions;

  @Option(
      names = "--candidates",
      required = true,
      paramLabel = "WHICH",
      description =
          "Architectures to rank: all, random:N, a .csv or .json file, or a text file with one to a"
              + " line.")
  private String candidates;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "CSV file for rank, architecture, score and std.")
  private Path file;

  @Option(
      names = "--draws",
      defaultValue = "" + Predictor.DRAWS,
      paramLabel = "N",
      description = "Draws from the posterior for std (default: ${DEFAULT-VALUE}).")
  private int draws;

  @Option(
      names = "--folds",
      paramLabel = "N",
      description =
          "N-fold cross-validation on the labels: how well MABN ranks each fold after training on"
              + " the rest.")
  private Integer folds;

  @Mixin private ReportOptions report;

  @Option(names = "--json", description = "Print the whole ranking as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    Output output = Output.of(spec, json);
    Bounds.check("--draws", draws, 1, Bounds.REPETITIONS);
    if (file != null) {
      AtomicFile.requirePlace(file);
    }
    report.check();
    if (folds != null && knowledge.labels == null) {
      throw new InputException("--folds: found --model, expected --labels");
    }
    Device device = sources.modelDevice();
    SearchSpace space = spaceOptions.space();
    InvalidEntries entries = invalid.entries(output);
    List<Architecture> wanted = Candidates.read(candidates, space, sources.seed(), null, entries);
    Optional<Labels> labels =
        Optional.ofNullable(knowledge.labels).map(options -> options.read(space, entries, output));
    PublishedScores published =
        scores.read(
            space,
            Stream.concat(
                    wanted.stream(), labels.stream().flatMap(all -> all.architectures().stream()))
                .collect(Collectors.toSet()),
            output,
            entries);
    PredictorSettings settings = modelOptions.settings();
    if (folds != null) {
      CrossValidation.requireRoom(labels.orElseThrow().canonicalForms(), folds);
    }
    try (ExampleStore store = sources.examples(space, output)) {
      Optional<LabelledExamples> known = labels.map(all -> store.labelled(all, published));
      Optional<Predictions> validated =
          Optional.ofNullable(folds)
              .map(
                  count ->
                      validate(
                          count, known.orElseThrow(), new MabnRanker(settings, device), output));
      try (Predictor predictor =
          known.isPresent()
              ? Predictor.train(known.get(), settings, sources.seed(), device)
              : loaded(store.extraction(), device, output)) {
        show(
            space,
            predictor,
            store.stream(wanted, published),
            validated,
            labels,
            store.extraction(),
            output);
      }
    }
    return 0;
  }

  private void show(
      SearchSpace space,
      Predictor predictor,
      Stream<Example> examples,
      Optional<Predictions> validated,
      Optional<Labels> labels,
      Extraction extraction,
      Output output) {
    Ranking ranking = predictor.rank(examples, draws);
    if (file != null) {
      RankingTable.of(ranking).writeCsv(file);
    }
    if (json) {
      Json.print(output.results(), ranking);
    } else {
      output.print(RankingTable.of(ranking).first(SHOWN));
    }
    report.write(
        () ->
            new Page(
                "Ranking of " + space.name(),
                Stream.concat(
                        Stream.of(RankingSection.of(ranking)),
                        validated.map(all -> validation(labels.orElseThrow(), all)).stream())
                    .toList(),
                List.of(new Page.Facts("This ranking", provenance(extraction, labels)))));
  }

  private Section validation(Labels labels, Predictions predictions) {
    return RankingSection.ofCrossValidation(
        folds,
        new PredictionChart.Label(labels.column(), labels.direction()),
        predictions.in(labels.direction()));
  }

  private Map<String, String> provenance(Extraction extraction, Optional<Labels> labels) {
    Map<String, String> facts =
        new LinkedHashMap<>(extraction.provenance().without("version").facts());
    labels.ifPresent(
        all -> facts.put("labels", "column %s, %s".formatted(all.column(), all.direction())));
    facts.put("device", sources.device());
    return report.provenance(facts);
  }

  /** Cross-validates on the labels. */
  private Predictions validate(
      int count, LabelledExamples known, MabnRanker ranker, Output output) {
    try (Progress progress = output.progress("cross-validation", "folds", count)) {
      Predictions predictions =
          CrossValidation.predict(
              ranker, known, count, sources.seed(), sources.threads(), progress::step);
      RankQuality quality = RankQuality.of(predictions.scores(), predictions.labels());
      output.conclude(
          "%d-fold cross-validation on %d labels: τ %s, ρ %s%n",
          count,
          known.size(),
          Format.decimals(quality.tau(), 3),
          Format.decimals(quality.rho(), 3));
      return predictions;
    }
  }

  private Predictor loaded(Extraction extraction, Device device, Output output) {
    PredictorFiles.Loaded loaded =
        TrainedPredictor.load(
            knowledge.model,
            extraction.provenance().with(ScoreOptions.KEY, scores.description()),
            device);
    output.say(
        "%s: trained on labels, %s; scores are higher for better architectures%n",
        knowledge.model, Direction.of(loaded.provenance()));
    return loaded.predictor();
  }
}
