package org.parzc.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.parzc.InputException;
import org.parzc.dataset.ExampleSource;
import org.parzc.dataset.ExampleStore;
import org.parzc.extraction.ExtractionSettings;
import org.parzc.files.AtomicFile;
import org.parzc.files.Provenance;
import org.parzc.labels.Direction;
import org.parzc.labels.InvalidEntries;
import org.parzc.labels.LabelFile;
import org.parzc.labels.LabelledArchitecture;
import org.parzc.labels.Labels;
import org.parzc.report.FoundTable;
import org.parzc.report.Table;
import org.parzc.report.TrialTable;
import org.parzc.report.chart.SearchCurve;
import org.parzc.report.page.Page;
import org.parzc.report.page.SearchSection;
import org.parzc.search.CachedExamples;
import org.parzc.search.Constraint;
import org.parzc.search.Cost;
import org.parzc.search.Costs;
import org.parzc.search.Evaluation;
import org.parzc.search.LabelPlan;
import org.parzc.search.Labeller;
import org.parzc.search.Objective;
import org.parzc.search.OnlineSearch;
import org.parzc.search.OnlineState;
import org.parzc.search.OnlineStateFile;
import org.parzc.search.Search;
import org.parzc.search.SearchAlgorithm;
import org.parzc.search.SearchHistory;
import org.parzc.search.SearchState;
import org.parzc.search.SearchStateFile;
import org.parzc.search.Trial;
import org.parzc.space.Architecture;
import org.parzc.space.SearchSpace;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
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
  private static final int LARGEST_POPULATION = 1_000_000;

  @Spec
  private CommandSpec spec;

  @Mixin
  private SpaceOptions spaceOptions;

  @Mixin
  private ObjectiveOptions objective;

  @Mixin
  private OnlineOptions online;

  @Mixin
  private ConstraintOptions constraintOptions;

  @Mixin
  private SeedOption seed;

  @Mixin
  private InvalidOption invalid;

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

  @Option(names = "--repeat", paramLabel = "N",
      description = "Search N times, with seeds from --seed on, and show what each search found and cost.")
  private Integer repeat;

  @Option(names = "--truth", paramLabel = "COLUMN",
      description = "Column of --labels that says what is found by --repeat is worth (default: the label column).")
  private String truth;

  @Mixin
  private ReportOptions report;

  @Option(names = "--json", description = "Print what was found as JSON.")
  private boolean json;

  /**
   * What every search of this command shares.
   *
   * @param settings how networks are measured
   * @param costs what constraints may bound
   */
  private record Shared(SearchSpace space, ExtractionSettings settings, Costs costs, List<Constraint> constraints,
      Optional<Cost> cost, SearchAlgorithm algorithm, Search.Budget budget) {
    /** Says of how many architectures costs are not known. */
    List<String> gaps() {
      return Stream.concat(constraints.stream().map(Constraint::cost), cost.stream())
          .flatMap(one -> one.gaps().stream()).distinct().toList();
    }
  }

  /**
   * What a search came to.
   *
   * @param state all that it evaluated
   * @param failures what could not be measured, and why
   * @param unlabelled what could not be labelled, and why
   * @param earlyEnds why it ended with budget left, if it did
   */
  private record Ended(SearchState state, Map<Architecture, String> failures, Map<Architecture, String> unlabelled,
      List<String> earlyEnds) {
    /** Says what is to be known besides what was found, one sentence each. */
    List<String> remarks() {
      List<String> remarks = new ArrayList<>(earlyEnds);
      if (!unlabelled.isEmpty()) {
        remarks.add("%d labels could not be had".formatted(unlabelled.size()));
      }
      if (!failures.isEmpty()) {
        remarks.add("%d architectures could not be measured".formatted(failures.size()));
      }
      return remarks;
    }
  }

  @Override
  public Integer call() {
    check();
    SearchSpace space = spaceOptions.space();
    ExtractionSettings settings = objective.settings(space, seed.value);
    Costs costs = constraintOptions.costs(space, settings.skeleton(), entries());
    Shared shared = new Shared(space, settings, costs, constraintOptions.constraints(costs),
        Optional.ofNullable(minimised).map(costs::named), SearchAlgorithm.named(algorithmName,
            population == null ? OptionalInt.empty() : OptionalInt.of(population), space), budget());
    shared.gaps().forEach(gap -> output().warn("%s%n", gap));
    try (StopRequest stop = new StopRequest()) {
      if (!objective.isOnline()) {
        return plain(shared, stop);
      }
      try (ExampleStore store = objective.session(settings, threads.asked())) {
        return online(shared, new CachedExamples(store), stop);
      }
    }
  }

  /** Nothing was found if nothing could be measured. */
  private static int exitCode(SearchState state) {
    return state.best(1).isEmpty() && !state.failures().isEmpty() ? ExitCode.SOFTWARE : ExitCode.OK;
  }

  private void check() {
    for (Integer number : new Integer[] {generations, evaluations, top, repeat}) {
      if (number != null && number < 1) {
        throw new InputException("--generations, --evaluations, --top, --repeat: found %d, expected at least 1"
            .formatted(number));
      }
    }
    checkMost("--generations", generations, Bounds.ARCHITECTURES);
    checkMost("--evaluations", evaluations, Bounds.ARCHITECTURES);
    checkMost("--population", population, LARGEST_POPULATION);
    checkMost("--repeat", repeat, Bounds.REPETITIONS);
    if ((minimised != null) != algorithmName.equals("nsga2")) {
      throw new InputException(minimised == null ? "--algorithm nsga2: found no --minimise, expected a cost"
          : "--minimise: found algorithm %s, expected nsga2".formatted(algorithmName));
    }
    online.check(objective.isOnline());
    objective.labelsFrom(online.hasCommand());
    if (repeat != null && (stateFile != null || json || minimised != null || report.isAsked())) {
      throw new InputException("--repeat: found --state, --json, --minimise, --report or --plots too, expected none");
    }
    report.check();
    if (repeat == null && truth != null) {
      throw new InputException("--truth: found %s, but no --repeat".formatted(truth));
    }
    for (Path written : new Path[] {stateFile, file}) {
      if (written != null) {
        AtomicFile.requirePlace(written);
      }
    }
  }

  private static void checkMost(String option, Integer found, int most) {
    if (found != null) {
      Bounds.checkMost(option, found, most);
    }
  }

  private Search.Budget budget() {
    return new Search.Budget(generations == null ? Integer.MAX_VALUE : generations,
        evaluations != null ? evaluations : generations == null ? 1_000 : Integer.MAX_VALUE);
  }

  /** A search with an objective that stays as it is; returns the exit code. */
  private int plain(Shared shared, StopRequest stop) {
    try (ObjectiveOptions.Chosen chosen = objective.choose(shared.settings(), shared.costs(), threads.asked(),
        entries(), output())) {
      if (repeat != null) {
        boolean costsLabels = chosen.objective() instanceof Objective.Labelled;
        repeat(shared, stop, trialSeed -> {
          SearchState state = search(shared, chosen.objective(), trialSeed)
              .run(SearchState.start(), shared.budget(), any -> {});
          int looked = state.evaluations().size();
          return new SearchTrials.Found(state, looked, costsLabels ? looked : 0);
        });
        return ExitCode.OK;
      }
      Map<String, String> provenance = provenance(shared, chosen.provenance());
      Ended ended = run(search(shared, chosen.objective(), seed.value), shared.budget(), provenance, stop);
      SearchState state = ended.state();
      show(shared, ended, inUnits(shared.cost().isPresent() ? state.front() : state.best(top),
          Direction.of(new Provenance(provenance))));
      report(SearchHistory.of(provenance, state), shared, ended);
      return exitCode(state);
    }
  }

  private static Search search(Shared shared, Objective objective, long seed) {
    return new Search(shared.space(), shared.algorithm(), objective, shared.cost(), shared.constraints(), seed);
  }

  /** Returns evaluations whose scores are labels as they are in their file, if lower ones are better there. */
  private static List<Evaluation> inUnits(List<Evaluation> found, Direction direction) {
    return found.stream().map(one -> new Evaluation(one.architecture(), one.generation(),
        direction.oriented(one.score()), one.cost())).toList();
  }

  private Ended run(Search search, Search.Budget budget, Map<String, String> provenance, StopRequest stop) {
    SearchState state = stateFile == null ? SearchState.start()
        : SearchStateFile.read(stateFile, provenance, search.space());
    describe(provenance);
    long total = generations == null ? Progress.UNKNOWN : generations;
    try (Progress progress = output().progress("search", "generations", total)) {
      while (!search.isDone(state, budget) && !stop.isMade()) {
        state = search.step(state, budget);
        if (stateFile != null) {
          SearchStateFile.write(stateFile, provenance, state);
        }
        progress.step();
      }
    }
    Map<Architecture, String> failures = new LinkedHashMap<>();
    state.failures().forEach(one -> failures.put(one.architecture(), one.failure().orElseThrow()));
    Ended ended = new Ended(state, failures, Map.of(), search.earlyEnd(state, budget).stream().toList());
    summarise(ended, stop);
    return ended;
  }

  /** A search that trains its own predictor; returns the exit code. */
  private int online(Shared shared, ExampleSource examples, StopRequest stop) {
    LabelPlan plan = online.plan();
    Labeller labeller = online.labeller(objective.labels().map(options -> options.read(shared.space(), entries(),
        output())),
        objective.labelsFrom(online.hasCommand()));
    if (repeat != null) {
      repeat(shared, stop, trialSeed -> {
        Set<String> forms = new HashSet<>();
        ExampleSource counted = architectures -> {
          architectures.forEach(one -> forms.add(one.canonicalForm()));
          return examples.examples(architectures);
        };
        SearchState state = new OnlineSearch(setup(shared, counted, trialSeed), plan, labeller)
            .run(OnlineState.start(), () -> false, any -> {}).found();
        return new SearchTrials.Found(state, forms.size(), plan.budget());
      });
      return ExitCode.OK;
    }
    Map<String, String> provenance = provenance(shared,
        objective.onlineProvenance(shared.settings(), threads.asked()));
    provenance.putAll(online.provenance(objective.labelsFrom(online.hasCommand())));
    provenance.put("budget", shared.budget().toString());
    OnlineState known = stateFile == null ? OnlineState.start()
        : OnlineStateFile.read(stateFile, provenance, shared.space());
    describe(provenance);
    OnlineSearch.Result result;
    try (Progress progress = output().progress("search", "labels", (long) plan.budget() - known.taken().size())) {
      OnlineSearch search = new OnlineSearch(setup(shared, examples, seed.value), plan, labeller);
      result = search.run(known, stop::isMade, state -> {
        if (stateFile != null) {
          OnlineStateFile.write(stateFile, provenance, state);
        }
        progress.step();
      });
    }
    Ended ended = new Ended(result.found(), result.state().failures(), result.state().unlabelled(),
        result.earlyEnds());
    summarise(ended, stop);
    List<LabelledArchitecture> taken = result.state().labels();
    Direction direction = labeller.direction();
    result.state().best(direction).ifPresent(best ->
        output().conclude("%d labels, %s; the best is %s of %s%n", taken.size(), direction, best.label(),
            best.architecture()));
    online.file().ifPresent(labels -> LabelFile.write(labels, taken, "label", direction == Direction.LOWER_IS_BETTER
        ? List.of(direction.toString()) : List.of()));
    show(shared, ended, result.found().best(top));
    report(SearchHistory.ofLabels(provenance, taken), shared, ended);
    return exitCode(result.found());
  }

  private OnlineSearch.Setup setup(Shared shared, ExampleSource examples, long seed) {
    return new OnlineSearch.Setup(shared.space(), shared.algorithm(), shared.budget(), shared.constraints(), examples,
        online.model(), seed, objective.modelDevice());
  }

  private void repeat(Shared shared, StopRequest stop, LongFunction<SearchTrials.Found> search) {
    LabelOptions options = objective.labels().orElseThrow(() -> new InputException(
        "--repeat: found no --labels, expected a table that says what was found"));
    Labels table = truth == null ? options.read(shared.space(), entries(), output())
        : options.read(shared.space(), truth, entries(), output());
    List<Trial> trials = new SearchTrials(table, search).run(seed.value, repeat, stop, output());
    if (file != null) {
      TrialTable.of(trials, table.column()).writeCsv(file);
    }
    output().print(TrialTable.withMeans(trials, table.column()));
  }

  private Map<String, String> provenance(Shared shared, Map<String, String> ofObjective) {
    Map<String, String> provenance = new TreeMap<>(ofObjective);
    provenance.putAll(constraintOptions.provenance(shared.constraints()));
    provenance.put("space", shared.space().name());
    provenance.put("algorithm", "%s, population %d".formatted(shared.algorithm().name(),
        shared.algorithm().population()));
    provenance.put("seed", String.valueOf(seed.value));
    shared.cost().ifPresent(one -> provenance.put("minimised", one.name()));
    return provenance;
  }

  private void report(SearchHistory history, Shared shared, Ended ended) {
    if (history.steps().isEmpty()) {
      return; // Stopped before there was anything.
    }
    report.write(() -> {
      Map<String, String> facts = new TreeMap<>(history.settings());
      facts.put("device", objective.device());
      return new Page("Search of " + shared.space().name(),
          List.of(SearchSection.of(List.of(new SearchCurve.Source(shared.algorithm().name(), history)),
              Stream.concat(ended.remarks().stream(), shared.gaps().stream()).toList())),
          List.of(new Page.Provenance("This search", report.provenance(facts))));
    });
  }

  private Output output() {
    return Output.of(spec, json);
  }

  private InvalidEntries entries() {
    return invalid.entries(output());
  }

  private void describe(Map<String, String> provenance) {
    provenance.forEach((key, value) -> output().say("  %-11s  %s%n", key, value));
  }

  private void summarise(Ended ended, StopRequest stop) {
    if (stop.isMade()) {
      output().warn("stopped; the best so far:%n");
    }
    output().say("%,d architectures evaluated in %,d generations%n", ended.state().evaluations().size(),
        ended.state().generation());
    ended.remarks().forEach(remark -> output().warn("%s%n", remark));
    Stream.of(ended.unlabelled(), ended.failures()).forEach(failures -> failures.forEach((architecture, why) ->
        output().warn("failed: %s: %s%n", architecture, why)));
  }

  private void show(Shared shared, Ended ended, List<Evaluation> found) {
    Optional<String> cost = shared.cost().map(Cost::name);
    Table table = FoundTable.of(found, cost);
    if (file != null) {
      table.writeCsv(file);
    }
    if (json) {
      Json.print(output().results(), new Found(ended.state().generation(), ended.state().evaluations().size(),
          Stream.concat(ended.remarks().stream(), shared.gaps().stream()).toList(), texts(ended.failures()),
          texts(ended.unlabelled()),
          IntStream.range(0, found.size()).mapToObj(i -> Line.of(i + 1, found.get(i), cost)).toList()));
      return;
    }
    output().print(table);
  }

  private static Map<String, String> texts(Map<Architecture, String> failures) {
    Map<String, String> texts = new LinkedHashMap<>();
    failures.forEach((architecture, why) -> texts.put(architecture.text(), why));
    return texts;
  }

  /**
   * The result for programs.
   *
   * @param generations number of generations done
   * @param evaluations number of architectures evaluated
   * @param remarks what is to be known besides, such as why the search ended with budget left
   * @param failed what could not be measured, and why
   * @param unlabelled what could not be labelled, and why
   * @param found the best, the very best first
   */
  private record Found(int generations, int evaluations, List<String> remarks, Map<String, String> failed,
      Map<String, String> unlabelled, List<Line> found) {}

  /** One line of the result for programs; {@code cost} is what was minimised, by its name. */
  private record Line(int rank, String architecture, double score, Map<String, Double> cost) {
    static Line of(int rank, Evaluation one, Optional<String> cost) {
      return new Line(rank, one.architecture().text(), one.score(),
          cost.map(name -> Map.of(name, one.cost())).orElse(Map.of()));
    }
  }
}
