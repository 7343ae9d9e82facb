package org.parzc.search;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.parzc.dataset.ExampleSource;
import org.parzc.files.Provenance;

/**
 * The run of a search that trains its own predictor.
 *
 * @param setup what stays the same in every round
 * @param plan how many labels it takes
 * @param labeller gives them
 * @param settings everything that the result depends on
 */
record OnlineRun(OnlineSearch.Setup setup, LabelPlan plan, Labeller labeller, Provenance settings)
    implements SearchRun {
  static OnlineRun of(SearchSpec spec, LabelSpec labels, LabelSources sources) {
    ExampleSource examples = new CachedExamples(sources.examples());
    List<Constraint> constraints = spec.constraints(sources.costs());
    SearchAlgorithm algorithm = spec.algorithm().algorithm();
    Labeller labeller = labels.labeller(sources);
    Provenance settings =
        sources
            .measuring()
            .with(sources.labelling())
            .with(labels.facts(sources.range()))
            .with("objective", spec.objective().text())
            .with("budget", spec.budget())
            .with(spec.facts(constraints, sources.costs()))
            .sorted();
    return new OnlineRun(
        new OnlineSearch.Setup(
            sources.space(),
            algorithm,
            spec.budget(),
            constraints,
            examples,
            labels.model(),
            spec.seed(),
            sources.device()),
        labels.plan(),
        labeller,
        settings);
  }

  @Override
  public List<String> gaps() {
    return setup.constraints().stream()
        .flatMap(one -> one.cost().gaps().stream())
        .distinct()
        .toList();
  }

  @Override
  public Optional<Cost> cost() {
    return Optional.empty();
  }

  @Override
  public SearchResult run(Optional<Path> file, BooleanSupplier stop, SearchProgress progress) {
    StateKeeper<OnlineState> states =
        file.map(place -> OnlineStateFile.keeper(place, settings, setup.space()))
            .orElseGet(() -> StateKeeper.startingFrom(OnlineState.start()));
    OnlineState known = states.read();
    progress.begins("labels", OptionalLong.of((long) plan.budget() - known.taken().size()));
    OnlineSearch.Result result =
        new OnlineSearch(setup, plan, labeller)
            .run(
                StateKeeper.startingFrom(known)
                    .telling(states::keep)
                    .telling(any -> progress.step()),
                stop);
    return SearchResult.of(result, labeller.direction(), settings);
  }

  @Override
  public Trials.Found trial(long seed) {
    Set<String> forms = new HashSet<>();
    ExampleSource counted =
        architectures -> {
          architectures.forEach(one -> forms.add(one.canonicalForm()));
          return setup.examples().examples(architectures);
        };
    SearchState state =
        new OnlineSearch(setup.with(seed, counted), plan, labeller)
            .run(StateKeeper.startingFrom(OnlineState.start()), () -> false)
            .found();
    return new Trials.Found(state, forms.size(), plan.budget());
  }
}
