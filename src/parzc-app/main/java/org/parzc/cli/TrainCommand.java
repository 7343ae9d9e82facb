package org.parzc.cli;

import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;
import org.parzc.dataset.ExampleStore;
import org.parzc.dataset.LabelledExamples;
import org.parzc.files.Provenance;
import org.parzc.labels.Direction;
import org.parzc.labels.InvalidEntries;
import org.parzc.labels.Labels;
import org.parzc.labels.PublishedScores;
import org.parzc.model.Predictor;
import org.parzc.model.PredictorFiles;
import org.parzc.model.PredictorSettings;
import org.parzc.network.Device;
import org.parzc.space.SearchSpace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains a predictor and keeps it. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description =
        "Trains MABN on labelled architectures and writes it to a file for 'parzc rank --model'.",
    footer = {
      "",
      "Example:",
      "  parzc train --labels labels.csv --store cells.duckdb --model mabn"
    })
final class TrainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private SpaceOptions spaceOptions;

  @Mixin private RequiredLabelOptions labelOptions;

  @Mixin private SourceOptions sources;

  @Mixin private ScoreOptions scores;

  @Mixin private InvalidOption invalid;

  @Mixin private ModelOptions model;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "File for the predictor.")
  private Path file;

  @Option(names = "--json", description = "Print what was trained as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    Output output = Output.of(spec, json);
    PredictorFiles.requirePlace(file);
    PredictorSettings settings = model.settings();
    Device device = sources.modelDevice();
    SearchSpace space = spaceOptions.space();
    InvalidEntries entries = invalid.entries(output);
    Labels labels = labelOptions.read(space, entries, output);
    PublishedScores published =
        scores.read(space, Set.copyOf(labels.architectures()), output, entries);
    LabelledExamples labelled;
    Provenance provenance;
    try (ExampleStore store = sources.examples(space, output)) {
      labelled = store.labelled(labels, published);
      provenance =
          store
              .extraction()
              .provenance()
              .with(ScoreOptions.KEY, scores.description())
              .with(
                  "labels",
                  "%d of column %s in %s"
                      .formatted(labels.size(), labels.column(), labels.source()))
              .with(Direction.KEY, labels.direction())
              .with(TrainedPredictor.provenance(device));
    }
    try (Predictor predictor = Predictor.train(labelled, settings, sources.seed(), device)) {
      PredictorFiles.save(predictor, provenance, file);
      if (json) {
        Json.print(
            output.results(),
            new Trained(file.toString(), predictor.settings().preset(), labels.size(), provenance));
      } else {
        output.say(
            "%s: MABN %s trained on %d labels%n",
            file, predictor.settings().preset(), labels.size());
      }
    }
    return 0;
  }

  /** What was trained, for programs. */
  private record Trained(String model, String preset, int labels, Provenance provenance) {}
}
