package org.parzc.search;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.parzc.files.Provenance;

/**
 * The run of a search whose objective stays as it is.
 *
 * @param search the search
 * @param settings everything that the result depends on
 */
record FixedRun(BoundedSearch search, Provenance settings) implements SearchRun {
  static FixedRun of(SearchSpec spec, ObjectiveSources sources) {
    ObjectiveSources.Known<Objective> objective = Objectives.named(spec.objective(), sources);
    Search search = spec.search(sources.costs(), objective.value());
    return new FixedRun(
        search.within(spec.budget()),
        objective.facts().with(spec.facts(search.constraints(), sources.costs())).sorted());
  }

  @Override
  public List<String> gaps() {
    return search.search().gaps();
  }

  @Override
  public Optional<Cost> cost() {
    return search.search().cost();
  }

  @Override
  public SearchResult run(Optional<Path> file, BooleanSupplier stop, SearchProgress progress) {
    StateKeeper<SearchState> states =
        file.map(place -> SearchStateFile.keeper(place, settings, search.search().space()))
            .orElseGet(() -> StateKeeper.startingFrom(SearchState.start()));
    SearchState known = states.read();
    int generations = search.budget().generations();
    progress.begins(
        "generations",
        generations < Integer.MAX_VALUE ? OptionalLong.of(generations) : OptionalLong.empty());
    SearchState state =
        search.run(
            StateKeeper.startingFrom(known).telling(states::keep).telling(any -> progress.step()),
            stop);
    return SearchResult.of(search, state, settings);
  }

  @Override
  public Trials.Found trial(long seed) {
    SearchState state = search.search().withSeed(seed).run(search.budget());
    int looked = state.evaluations().size();
    return new Trials.Found(
        state, looked, search.search().objective() instanceof Objective.Labelled ? looked : 0);
  }
}
