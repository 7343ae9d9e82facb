package org.parzc.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.parzc.dataset.Example;
import org.parzc.dataset.ExampleStore;
import org.parzc.dataset.LabelledExamples;
import org.parzc.evaluation.Evaluation;
import org.parzc.evaluation.Split;
import org.parzc.extraction.Extraction;
import org.parzc.extraction.ExtractionSettings;
import org.parzc.extraction.Minibatches;
import org.parzc.files.TemporaryDirectory;
import org.parzc.images.ImageSource;
import org.parzc.images.ImageSources;
import org.parzc.labels.Candidates;
import org.parzc.labels.LabelFile;
import org.parzc.labels.LabelRange;
import org.parzc.labels.Labels;
import org.parzc.model.Predictor;
import org.parzc.model.PredictorSettings;
import org.parzc.nativecore.ElementType;
import org.parzc.network.DeviceRequest;
import org.parzc.rankers.Ranker;
import org.parzc.rankers.Rankers;
import org.parzc.report.EvaluationTable;
import org.parzc.report.RankingTable;
import org.parzc.report.Table;
import org.parzc.space.Architecture;
import org.parzc.space.SearchSpace;
import org.parzc.space.Skeleton;
import org.parzc.spaces.SearchSpaces;
import org.parzc.statistics.Statistics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The main job on data this project made itself, in under two minutes. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Ranks cells on the labels in examples/fashion-mnist, which 'parzc label' measured:",
      "extracts statistics, compares MABN with its baselines, then names the ten best of new cells."
    },
    footer = {"", "Example:", "  parzc demo"})
final class DemoCommand implements Callable<Integer> {
  private static final int SEED = 0;
  private static final int BUDGET = 78;
  private static final int SPLITS = 5;
  private static final int SHOWN = 10;
  private static final String CANDIDATES = "random:200";

  @Spec private CommandSpec spec;

  @Mixin private ThreadsOption threads;

  @Option(
      names = "--examples",
      paramLabel = "DIR",
      description = "Where the example lies (default: examples/fashion-mnist beside the launcher).")
  private Path examples =
      Path.of(System.getProperty("parzc.home", "."), "examples", "fashion-mnist");

  @Override
  public Integer call() {
    Output output = Output.of(spec);
    SearchSpace space = SearchSpaces.named("nasbench201");
    Labels labels =
        LabelFile.read(examples.resolve("labels.csv"), space, null, null, LabelRange.PERCENT);
    ImageSource images =
        ImageSources.parse(
            "idx:" + examples.resolve("t64-images-idx3-ubyte.gz"),
            SEED,
            space.defaultSkeleton().input(),
            space.defaultSkeleton().classes());
    ExtractionSettings settings =
        new ExtractionSettings(
            space,
            new Skeleton(8, 1, images.classes(), images.shape()),
            new Minibatches(images, 32, 2),
            SEED,
            ElementType.FLOAT32,
            Statistics.nodeWiseByDefault(),
            Statistics.networkLevelByDefault());
    Set<Architecture> unlabelled =
        new LinkedHashSet<>(Candidates.read(CANDIDATES, space, SEED + 1));
    unlabelled.removeAll(new LinkedHashSet<>(labels.architectures()));

    output.say("1. Statistics of %d labelled and %d new cells%n", labels.size(), unlabelled.size());
    try (TemporaryDirectory directory = TemporaryDirectory.create("parzc-demo")) {
      List<Architecture> all = new ArrayList<>(labels.architectures());
      all.addAll(unlabelled);
      List<Example> measured;
      try (ExampleStore store =
          ExampleStore.open(
              directory.path().resolve("demo.duckdb"),
              Extraction.local(settings, DeviceRequest.AUTO, threads.asked()),
              new ExtractionMessages(output))) {
        measured = store.examples(all);
      }
      LabelledExamples labelled =
          new LabelledExamples(measured.subList(0, labels.size()), labels.values());
      output.say(
          "%n2. Training on %d labels, ranking the other %d, %d splits%n",
          BUDGET, labels.size() - BUDGET, SPLITS);
      output.print(compare(output, labelled));
      output.say(
          "%n3. The ten best of the %d new cells, MABN trained on all %d labels%n",
          unlabelled.size(), labels.size());
      try (Predictor predictor = Predictor.train(labelled, PredictorSettings.recommended(), SEED)) {
        output.print(
            RankingTable.of(predictor.rank(measured.subList(labels.size(), measured.size())))
                .first(SHOWN));
      }
    }
    return 0;
  }

  private Table compare(Output output, LabelledExamples labelled) {
    List<Ranker> rankers =
        Rankers.all(labelled.statistics(), List.of(PredictorSettings.recommended()));
    try (Progress progress =
        output.progress("evaluate", "rankings", (long) rankers.size() * SPLITS)) {
      return EvaluationTable.of(
          Evaluation.of(labelled)
              .run(
                  rankers,
                  List.of(BUDGET),
                  Split.draw(labelled.size(), SPLITS, SEED),
                  threads.count(),
                  progress::step));
    }
  }
}
