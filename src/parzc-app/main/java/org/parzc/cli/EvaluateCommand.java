package org.parzc.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.parzc.InputException;
import org.parzc.evaluation.Evaluation;
import org.parzc.evaluation.PairedComparison;
import org.parzc.evaluation.Split;
import org.parzc.evaluation.SuggestedSplits;
import org.parzc.model.PredictorSettings;
import org.parzc.network.Device;
import org.parzc.rankers.Ranker;
import org.parzc.rankers.Rankers;
import org.parzc.report.CalibrationTable;
import org.parzc.report.ComparisonTable;
import org.parzc.report.EvaluationResult;
import org.parzc.report.EvaluationTable;
import org.parzc.report.page.EvaluationSections;
import org.parzc.report.page.Page;
import org.parzc.space.SearchSpace;
import org.parzc.store.StoredExamples;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures MABN and the baselines on labels they have not seen. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    description = {
      "Measures MABN and its baselines: trains on some labels, ranks all others, compares.",
      "Uses the labelled architectures that the store holds."
    },
    footer = {
      "",
      "Example:",
      "  parzc evaluate --labels labels.csv --store cells.duckdb --budgets 50,100 --splits 5"
    })
final class EvaluateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private SpaceOptions spaceOptions;

  @Mixin private LabelledExampleOptions exampleOptions;

  @Mixin private SeedOption seed;

  @Mixin private ThreadsOption threads;

  @Mixin private TrainingDeviceOption deviceOption;

  @Mixin private SplitOptions splitOptions;

  @Option(
      names = "--disjoint",
      description =
          "Rank no architecture that is isomorphic (functionally equivalent) to one trained on.")
  private boolean disjoint;

  @Option(
      names = "--presets",
      split = ",",
      defaultValue = "default",
      paramLabel = "NAME",
      description =
          "Presets to compare, with changes or without, as in 'parzc train --help' (default: "
              + "${DEFAULT-VALUE}).")
  private List<String> presets;

  @Option(
      names = "--compare",
      split = ",",
      paramLabel = "NAME",
      description =
          "Rankers to compare with every other one, split by split (default: the first MABN"
              + " preset).")
  private List<String> compared;

  @Mixin private ReportOptions report;

  @Option(names = "--json", description = "Print every split as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    Output output = Output.of(spec, json);
    splitOptions.check();
    report.check();
    Device device = deviceOption.device();
    SearchSpace space = spaceOptions.space();
    List<PredictorSettings> settings = presets.stream().map(PredictorSettings::preset).toList();
    StoredExamples known = exampleOptions.read(space, seed.value, output);
    List<Ranker> rankers = Rankers.all(known.labelled().statistics(), settings, device);
    List<String> named = compared(rankers);
    Evaluation evaluation =
        disjoint ? Evaluation.disjoint(known.labelled()) : Evaluation.of(known.labelled());
    List<Split> splits = splitOptions.splits(space, known.architectures(), seed.value);
    evaluation.requireRoom(splitOptions.budgets());
    if (splitOptions.isSuggested()) {
      splits = grow(output, splits, new SuggestedSplits(known.labelled(), settings.get(0), device));
    }
    List<Evaluation.Row> rows = run(output, rankers, splits, evaluation);
    splitOptions.write(splits, known.architectures());
    List<PairedComparison> comparisons = PairedComparison.all(rows, named);
    EvaluationResult result =
        new EvaluationResult(
            report.provenance(known.facts(device.description())),
            new EvaluationResult.Task(
                space.name(),
                known.column(),
                known.direction(),
                known.labelled().size(),
                known.excluded(),
                disjoint),
            rows.stream().map(row -> row.in(known.direction())).toList(),
            comparisons);
    if (json) {
      Json.print(output.results(), result);
    } else {
      output.say(
          "%d labelled architectures with statistics%s, %d %ssplits from seed %d; all that are not"
              + " trained on%s are ranked%n",
          known.labelled().size(),
          known.excluded() == 0 ? "" : ", %d more excluded".formatted(known.excluded()),
          splits.size(),
          splitOptions.isSuggested() ? "suggested " : "",
          splits.get(0).seed(),
          disjoint ? ", nor isomorphic to such," : "");
      output.print(EvaluationTable.of(result.rows()));
      output.results().printf("%nUncertainty calibration%n");
      output.print(CalibrationTable.of(rows));
      output.results().printf("%nPaired differences in Kendall's τ%n");
      output.print(ComparisonTable.of(comparisons));
    }
    report.write(
        () ->
            new Page(
                "Evaluation on %s, %s".formatted(space.name(), known.column()),
                EvaluationSections.of(result),
                List.of(new Page.Facts("This evaluation", result.provenance()))));
    return 0;
  }

  /** Returns the names of the rankers to compare. */
  private List<String> compared(List<Ranker> rankers) {
    List<String> known = rankers.stream().map(Ranker::name).toList();
    if (compared == null) {
      return known.subList(0, 1);
    }
    compared.stream()
        .filter(name -> !known.contains(name))
        .findFirst()
        .ifPresent(
            name -> {
              throw new InputException(
                  "--compare: found '%s', expected one of %s"
                      .formatted(name, String.join(", ", known)));
            });
    return compared;
  }

  private List<Split> grow(Output output, List<Split> splits, SuggestedSplits suggested) {
    try (Progress progress = output.progress("acquisition", "splits", splits.size())) {
      return suggested.grow(splits, splitOptions.largestBudget(), threads.count(), progress::step);
    }
  }

  private List<Evaluation.Row> run(
      Output output, List<Ranker> rankers, List<Split> splits, Evaluation evaluation) {
    try (Progress progress =
        output.progress(
            "evaluate",
            "rankings",
            (long) rankers.size() * splitOptions.budgets().size() * splits.size())) {
      return evaluation.run(
          rankers, splitOptions.budgets(), splits, threads.count(), progress::step);
    }
  }
}
