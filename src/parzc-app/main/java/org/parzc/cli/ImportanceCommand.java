package org.parzc.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.parzc.evaluation.Evaluation;
import org.parzc.evaluation.Split;
import org.parzc.importance.FeatureGroup;
import org.parzc.importance.ImportanceStudy;
import org.parzc.importance.NodeImportance;
import org.parzc.network.Device;
import org.parzc.report.Format;
import org.parzc.report.ImportanceResult;
import org.parzc.report.ImportanceTable;
import org.parzc.report.page.ImportanceSection;
import org.parzc.report.page.Page;
import org.parzc.space.SearchSpace;
import org.parzc.store.StoredExamples;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says which nodes or statistics the predictors look at. */
@Command(
    name = "importance",
    mixinStandardHelpOptions = true,
    description = {
      "Says which nodes, or which statistics, predictors look at.",
      "Trains MABN and XGBoost on some labels that the store has statistics of, and asks four ways:"
          + " the gradient of",
      "MABN's score by its features; the signal-to-noise ratio of its posterior; the gain of"
          + " XGBoost's splits; and",
      "what MABN's τ on all other architectures loses when features are permuted among them."
    },
    footer = {
      "",
      "Example:",
      "  parzc importance --labels labels.csv --store cells.duckdb --budget 100",
      "  parzc importance --labels labels.csv --store cells.duckdb --budget 100 --by statistic"
    })
final class ImportanceCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private SpaceOptions spaceOptions;

  @Mixin private LabelledExampleOptions exampleOptions;

  @Mixin private SeedOption seed;

  @Mixin private ThreadsOption threads;

  @Mixin private TrainingDeviceOption deviceOption;

  @Option(
      names = "--budget",
      required = true,
      paramLabel = "N",
      description = "Number of labels to train on.")
  private int budget;

  @Option(
      names = "--by",
      defaultValue = "NODE",
      paramLabel = "WHAT",
      description =
          "What is put together: node, the features of the nodes at a place of the network;"
              + " statistic; or node_statistic, each statistic at each place (default: node).")
  private FeatureGroup.By by;

  @Option(
      names = "--permutations",
      defaultValue = "3",
      paramLabel = "N",
      description = "Permutations per group, averaged (default: ${DEFAULT-VALUE}).")
  private int permutations;

  @Mixin private ReportOptions report;

  @Option(names = "--json", description = "Print the table as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    Output output = Output.of(spec, json);
    Bounds.check("--permutations", permutations, 1, Bounds.REPETITIONS);
    report.check();
    Device device = deviceOption.device();
    SearchSpace space = spaceOptions.space();
    StoredExamples known = exampleOptions.read(space, seed.value, output);
    int size = known.labelled().size();
    Evaluation.of(known.labelled()).requireRoom(List.of(budget));
    NodeImportance importance =
        study(
            output,
            new ImportanceStudy(known.labelled(), device),
            Split.draw(size, 1, seed.value).get(0));
    ImportanceResult result =
        new ImportanceResult(
            report.provenance(known.facts(device.description())), budget, importance);
    if (json) {
      Json.print(output.results(), result);
    } else {
      output.conclude(
          "MABN and XGBoost trained on %d labels; τ of MABN on the other %d: %s%n",
          budget, size - budget, Format.decimals(importance.tau(), 3));
      output.print(ImportanceTable.of(importance));
    }
    report.write(
        () ->
            new Page(
                "Importance on %s, %s".formatted(space.name(), known.column()),
                List.of(ImportanceSection.of("importance", result)),
                List.of(new Page.Facts("This study", result.provenance()))));
    return 0;
  }

  private NodeImportance study(Output output, ImportanceStudy study, Split split) {
    try (Progress progress = output.progress("importance", "groups", Progress.UNKNOWN)) {
      return study.run(split, budget, by, permutations, threads.count(), progress::step);
    }
  }
}
