package org.parzc.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.parzc.extraction.ExtractionSettings;
import org.parzc.files.AtomicFile;
import org.parzc.labels.Direction;
import org.parzc.labels.InvalidEntries;
import org.parzc.labels.LabelFile;
import org.parzc.report.chart.SearchCurve;
import org.parzc.report.page.Page;
import org.parzc.report.page.SearchSection;
import org.parzc.search.AlgorithmSpec;
import org.parzc.search.Costs;
import org.parzc.search.SearchResult;
import org.parzc.search.SearchRun;
import org.parzc.search.SearchSpec;
import org.parzc.space.SearchSpace;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Searches a space for the best architectures. */
@Command(
    name = "search",
    mixinStandardHelpOptions = true,
    description = {
      "Searches a space for the architectures with the highest score.",
      "With --state it may be stopped at any time; the same command goes on where it stopped."
    },
    footer = {
      "",
      "Example:",
      "  parzc search --objective predictor:mabn --store cells.duckdb --evaluations 500 "
          + "--where 'params<=1.0M' --state search.json --out found.csv"
    })
final class SearchCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private SpaceOptions spaceOptions;

  @Mixin private ObjectiveOptions objective;

  @Mixin private OnlineOptions online;

  @Mixin private ConstraintOptions constraintOptions;

  @Mixin private SeedOption seed;

  @Mixin private InvalidOption invalid;

  @Mixin private ThreadsOption threads;

  @Option(
      names = "--algorithm",
      defaultValue = AlgorithmSpec.USUAL,
      paramLabel = "NAME",
      description =
          "random, evolution (regularised), local, exhaustive, nsga2, which also minimises"
              + " --minimise, or one of your own (docs/add-a-search-algorithm.md) (default:"
              + " ${DEFAULT-VALUE}).")
  private String algorithmName;

  @Option(
      names = "--minimise",
      paramLabel = "COST",
      description =
          "What to minimise besides, if the algorithm does: params, flops or a column of "
              + "--costs.")
  private String minimised;

  @Option(
      names = "--population",
      paramLabel = "N",
      description =
          "Architectures in the population, or in a generation of random and exhaustive search"
              + " (default: the algorithm's).")
  private Integer population;

  @Option(
      names = "--generations",
      paramLabel = "N",
      description = "Stop after so many generations.")
  private Integer generations;

  @Option(
      names = "--evaluations",
      paramLabel = "N",
      description =
          "Stop after so many different architectures (default: 1000 if --generations is absent).")
  private Integer evaluations;

  @Option(
      names = "--state",
      paramLabel = "FILE",
      description = "Where the search is kept after each generation, and goes on from.")
  private Path stateFile;

  @Option(
      names = "--top",
      defaultValue = "10",
      paramLabel = "N",
      description =
          "Architectures to show (default: ${DEFAULT-VALUE}); with --minimise, the whole front.")
  private int top;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "CSV file for rank, architecture, score and cost.")
  private Path file;

  @Mixin private RepeatOptions repetition;

  @Mixin private ReportOptions report;

  @Option(names = "--json", description = "Print what was found as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    SearchSpec asked = asked();
    check(asked);
    SearchSpace space = spaceOptions.space();
    ExtractionSettings settings = objective.settings(space, seed.value);
    Costs costs = constraintOptions.costs(space, settings.skeleton(), entries());
    try (StopRequest stop = new StopRequest();
        SearchSources sources =
            objective.sources(settings, costs, threads.asked(), entries(), output())) {
      SearchRun run = SearchRun.of(asked, sources);
      run.gaps().forEach(gap -> output().warn("%s%n", gap));
      if (repetition.isAsked()) {
        repetition.run(run, space, objective.labels(), seed.value, entries(), stop, file, output());
        return ExitCode.OK;
      }
      return once(run, asked, stop);
    }
  }

  private SearchSpec asked() {
    SearchSpec.Builder spec =
        SearchSpec.builder()
            .algorithm(algorithmName, population, minimised)
            .budget(generations, evaluations)
            .where(constraintOptions.constraints())
            .seed(seed.value);
    objective.describe(spec);
    online.describe(spec);
    return spec.build();
  }

  private void check(SearchSpec asked) {
    Bounds.check("--top", top, 1, Integer.MAX_VALUE);
    online.check(asked.labels().isPresent());
    objective.checkLabels(online.hasCommand());
    repetition.check(stateFile != null || json || minimised != null || report.isAsked());
    report.check();
    for (Path written : new Path[] {stateFile, file}) {
      if (written != null) {
        AtomicFile.requirePlace(written);
      }
    }
  }

  /** Returns the exit code: nothing was found if nothing could be measured. */
  private int once(SearchRun run, SearchSpec asked, StopRequest stop) {
    SearchResult result;
    try (SearchBar bar =
        new SearchBar(
            output(),
            () ->
                run.settings()
                    .facts()
                    .forEach((key, value) -> output().say("  %-11s  %s%n", key, value)))) {
      result = run.run(Optional.ofNullable(stateFile), stop::isMade, bar);
    }
    SearchOutput shown = new SearchOutput(output(), run, result);
    shown.summarise(stop.isMade());
    result.taken().ifPresent(this::keep);
    shown.show(top, file, json);
    report(asked, result, shown.remarks());
    return result.isFailed() ? ExitCode.SOFTWARE : ExitCode.OK;
  }

  private void keep(SearchResult.Taken taken) {
    taken
        .best()
        .ifPresent(
            best ->
                output()
                    .conclude(
                        "%d labels, %s; the best is %s of %s%n",
                        taken.state().labels().size(),
                        taken.direction(),
                        best.label(),
                        best.architecture()));
    online
        .file()
        .ifPresent(
            labels ->
                LabelFile.write(
                    labels,
                    taken.state().labels(),
                    "label",
                    taken.direction() == Direction.LOWER_IS_BETTER
                        ? List.of(taken.direction().toString())
                        : List.of()));
  }

  private void report(SearchSpec asked, SearchResult result, List<String> remarks) {
    if (result.history().steps().isEmpty()) {
      return; // Stopped before there was anything.
    }
    report.write(
        () -> {
          Map<String, String> facts = new TreeMap<>(result.history().settings().facts());
          facts.put("device", objective.device());
          return new Page(
              "Search of " + facts.get("space"),
              List.of(
                  SearchSection.of(
                      List.of(new SearchCurve.Source(asked.algorithm().name(), result.history())),
                      remarks)),
              List.of(new Page.Facts("This search", report.provenance(facts))));
        });
  }

  private Output output() {
    return Output.of(spec, json);
  }

  private InvalidEntries entries() {
    return invalid.entries(output());
  }
}
