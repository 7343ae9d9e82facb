package org.parzc.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.parzc.InputException;
import org.parzc.files.AtomicFile;
import org.parzc.report.SearchFile;
import org.parzc.report.TextTable;
import org.parzc.search.Constraint;
import org.parzc.search.Cost;
import org.parzc.search.Costs;
import org.parzc.search.Evaluation;
import org.parzc.search.Search;
import org.parzc.search.SearchAlgorithm;
import org.parzc.search.SearchState;
import org.parzc.search.SearchStateFile;
import org.parzc.space.SearchSpace;
import org.parzc.statistics.ExtractionSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Searches a space for the best architectures. */
@Command(name = "search", mixinStandardHelpOptions = true,
    description = {"Searches a space for the architectures with the highest score.",
        "With --state it may be stopped at any time; the same command goes on where it stopped."},
    footer = {"", "Example:", "  parzc search --objective predictor:mabn --store cells.duckdb --evaluations 500 "
        + "--where 'params<=1.0M' --state search.json --out found.csv"})
final class SearchCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  @Mixin
  private SpaceOptions spaceOptions;

  @Mixin
  private ObjectiveOptions objective;

  @Mixin
  private ConstraintOptions constraintOptions;

  @Mixin
  private SeedOption seed;

  @Mixin
  private ThreadsOption threads;

  @Option(names = "--algorithm", defaultValue = "evolution", paramLabel = "NAME",
      description = "random, evolution (regularised), local, exhaustive, or nsga2, which also minimises --minimise "
          + "(default: ${DEFAULT-VALUE}).")
  private String algorithmName;

  @Option(names = "--minimise", paramLabel = "COST",
      description = "What nsga2 minimises: params, flops or a column of --costs.")
  private String minimised;

  @Option(names = "--population", paramLabel = "N",
      description = "Architectures in the population, or in a generation of random and exhaustive search (default: "
          + "the algorithm's).")
  private Integer population;

  @Option(names = "--generations", paramLabel = "N", description = "Stop after so many generations.")
  private Integer generations;

  @Option(names = "--evaluations", paramLabel = "N",
      description = "Stop after so many different architectures (default: 1000 if --generations is absent).")
  private Integer evaluations;

  @Option(names = "--state", paramLabel = "FILE",
      description = "Where the search is kept after each generation, and goes on from.")
  private Path stateFile;

  @Option(names = "--top", defaultValue = "10", paramLabel = "N",
      description = "Architectures to show (default: ${DEFAULT-VALUE}); nsga2 shows its whole front.")
  private int top;

  @Option(names = "--out", paramLabel = "FILE", description = "CSV file for rank, architecture, score and cost.")
  private Path file;

  @Option(names = "--json", description = "Print what was found as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    check();
    SearchSpace space = spaceOptions.space();
    ExtractionSettings settings = objective.settings(space, seed.value);
    Costs costs = constraintOptions.costs(space, settings.skeleton());
    List<Constraint> constraints = constraintOptions.constraints(costs);
    Optional<Cost> cost = Optional.ofNullable(minimised).map(costs::named);
    SearchAlgorithm algorithm = SearchAlgorithm.named(algorithmName,
        population == null ? OptionalInt.empty() : OptionalInt.of(population), space);
    try (StopRequest stop = new StopRequest();
        ObjectiveOptions.Chosen chosen = objective.choose(settings, costs, threads.count())) {
      Map<String, String> provenance = new TreeMap<>(chosen.provenance());
      provenance.putAll(constraintOptions.provenance(constraints));
      provenance.put("space", space.name());
      provenance.put("algorithm", "%s, population %d".formatted(algorithm.name(), algorithm.population()));
      provenance.put("seed", String.valueOf(seed.value));
      cost.ifPresent(one -> provenance.put("minimised", one.name()));
      SearchState state = run(new Search(space, algorithm, chosen.objective(), cost, constraints, seed.value),
          provenance, stop);
      show(cost.isPresent() ? state.front() : state.best(top), cost.map(Cost::name));
    }
    return 0;
  }

  private void check() {
    for (Integer number : new Integer[] {generations, evaluations, top}) {
      if (number != null && number < 1) {
        throw new InputException("--generations, --evaluations, --top: found %d, expected at least 1"
            .formatted(number));
      }
    }
    if ((minimised != null) != algorithmName.equals("nsga2")) {
      throw new InputException(minimised == null ? "--algorithm nsga2: found no --minimise, expected a cost"
          : "--minimise: found algorithm %s, expected nsga2".formatted(algorithmName));
    }
    for (Path written : new Path[] {stateFile, file}) {
      if (written != null) {
        AtomicFile.requirePlace(written);
      }
    }
  }

  private SearchState run(Search search, Map<String, String> provenance, StopRequest stop) {
    PrintWriter messages = json ? spec.commandLine().getErr() : spec.commandLine().getOut();
    SearchState state = stateFile == null ? SearchState.start()
        : SearchStateFile.read(stateFile, provenance, search.space());
    provenance.forEach((key, value) -> messages.printf("  %-11s  %s%n", key, value));
    Search.Budget budget = new Search.Budget(generations == null ? Integer.MAX_VALUE : generations,
        evaluations != null ? evaluations : generations == null ? 1_000 : Integer.MAX_VALUE);
    try (Progress progress = new Progress("search", "generations", generations == null ? -1 : generations)) {
      while (!search.isDone(state, budget) && !stop.isMade()) {
        state = search.step(state, budget);
        if (stateFile != null) {
          SearchStateFile.write(stateFile, provenance, state);
        }
        progress.step();
      }
    }
    if (stop.isMade()) {
      messages.println("stopped; the best so far:");
    }
    messages.printf(Locale.ROOT, "%,d architectures evaluated in %,d generations%n", state.evaluations().size(),
        state.generation());
    return state;
  }

  private void show(List<Evaluation> found, Optional<String> cost) {
    PrintWriter out = spec.commandLine().getOut();
    if (file != null) {
      SearchFile.write(file, found, cost);
    }
    if (json) {
      Json.print(out, IntStream.range(0, found.size()).mapToObj(i -> Found.of(i + 1, found.get(i), cost)).toList());
      return;
    }
    TextTable table = cost.isPresent() ? new TextTable("rank", "<architecture", "score", cost.get())
        : new TextTable("rank", "<architecture", "score");
    for (int i = 0; i < found.size(); i++) {
      Evaluation one = found.get(i);
      String score = String.format(Locale.ROOT, "%.4f", one.score());
      if (cost.isPresent()) {
        table.add(i + 1, one.architecture(), score, one.cost());
      } else {
        table.add(i + 1, one.architecture(), score);
      }
    }
    out.println(table);
  }

  /** One line of the result for programs; {@code cost} is what was minimised, by its name. */
  private record Found(int rank, String architecture, double score, Map<String, Double> cost) {
    static Found of(int rank, Evaluation one, Optional<String> cost) {
      return new Found(rank, one.architecture().text(), one.score(),
          cost.map(name -> Map.of(name, one.cost())).orElse(Map.of()));
    }
  }
}
