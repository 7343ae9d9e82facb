package org.parzc.cli;

import com.google.common.collect.Streams;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.parzc.InputException;
import org.parzc.dataset.LabelledArchitecture;
import org.parzc.dataset.Labels;
import org.parzc.dataset.PublishedScores;
import org.parzc.model.Example;
import org.parzc.model.MabnSettings;
import org.parzc.ranking.Evaluation;
import org.parzc.ranking.Ranker;
import org.parzc.ranking.Rankers;
import org.parzc.report.EvaluationTable;
import org.parzc.space.SearchSpace;
import org.parzc.statistics.ArchitectureStatistics;
import org.parzc.store.StatisticsStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures MABN and the baselines on labels they have not seen. */
@Command(name = "evaluate", mixinStandardHelpOptions = true,
    description = {"Measures MABN and its baselines: trains on some labels, ranks all others, compares.",
        "Uses the labelled architectures that the store holds."},
    footer = {"", "Example:", "  parzc evaluate --labels labels.csv --store cells.duckdb --budgets 50,100 --splits 5"})
final class EvaluateCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  @Mixin
  private SpaceOptions spaceOptions;

  @Mixin
  private LabelOptions labelOptions;

  @Mixin
  private ScoreOptions scores;

  @Mixin
  private SeedOption seed;

  @Mixin
  private ThreadsOption threads;

  @Option(names = "--store", required = true, paramLabel = "FILE", description = "Store of statistics.")
  private Path store;

  @Option(names = "--budgets", split = ",", required = true, paramLabel = "N",
      description = "Numbers of labels to train on.")
  private List<Integer> budgets;

  @Option(names = "--splits", defaultValue = "5", paramLabel = "N",
      description = "Random splits per budget (default: ${DEFAULT-VALUE}).")
  private int splits;

  @Option(names = "--presets", split = ",", defaultValue = "default", paramLabel = "NAME",
      description = "MABN presets to compare: default, paper (default: ${DEFAULT-VALUE}).")
  private List<String> presets;

  @Option(names = "--json", description = "Print every split as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    if (splits < 1) {
      throw new InputException("--splits: found %d, expected at least 1".formatted(splits));
    }
    SearchSpace space = spaceOptions.space();
    List<MabnSettings> settings = presets.stream().map(MabnSettings::preset).toList();
    Labels labels = labelOptions.read(space);
    List<LabelledArchitecture> usable;
    List<ArchitectureStatistics> statistics;
    try (StatisticsStore open = StatisticsStore.openReadOnly(store)) {
      Set<String> present = open.architectures();
      usable = labels.entries().stream().filter(one -> present.contains(one.architecture().text())).toList();
      statistics = open.read(usable.stream().map(one -> one.architecture().text()).toList());
    }
    PublishedScores published = scores.read(space,
        usable.stream().map(LabelledArchitecture::architecture).collect(Collectors.toSet()),
        json ? spec.commandLine().getErr() : out);
    List<Evaluation.Row> rows = run(space, settings, usable, Streams.zip(statistics.stream(), usable.stream(),
        (one, label) -> one.with(published.of(label.architecture()))).toList());
    if (json) {
      Json.print(out, rows);
    } else {
      out.printf("%d labelled architectures with statistics, %d splits from seed %d; all that are not trained on are "
          + "ranked%n", usable.size(), splits, seed.value);
      out.println(EvaluationTable.text(rows));
    }
    return 0;
  }

  private List<Evaluation.Row> run(SearchSpace space, List<MabnSettings> settings, List<LabelledArchitecture> labels,
      List<ArchitectureStatistics> statistics) {
    List<Ranker> rankers = Rankers.all(statistics, settings);
    List<Example> examples = statistics.stream().map(one -> Example.of(one, space)).toList();
    Evaluation evaluation = new Evaluation(examples,
        labels.stream().mapToDouble(LabelledArchitecture::label).toArray());
    try (Progress progress = new Progress("evaluate", "rankings",
        (long) rankers.size() * budgets.size() * splits)) {
      return evaluation.run(rankers, budgets, splits, seed.value, threads.count(), progress::step);
    }
  }
}
