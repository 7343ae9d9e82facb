package org.parzc.search;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.parzc.space.Architecture;

/**
 * Regularised evolution (Real et al., AAAI 2019): of a sample of the population, a quarter of its
 * size, the best one has a mutated child; the oldest one dies. A generation is a tenth of the
 * population's size of children, all of the same parents, so that they are evaluated together.
 *
 * @param population number of architectures alive
 */
record RegularisedEvolution(int population) implements SearchAlgorithm {
  @Override
  public String name() {
    return "evolution";
  }

  @Override
  public SearchAlgorithm withPopulation(int other) {
    return new RegularisedEvolution(other);
  }

  @Override
  public List<Architecture> propose(SearchState state, Moves moves) {
    if (state.population().isEmpty()) {
      return RandomSearch.draw(state, moves, population);
    }
    return Stream.generate(() -> moves.mutant(parent(state, moves)))
        .limit(Math.max(1, population / 10))
        .toList();
  }

  private Architecture parent(SearchState state, Moves moves) {
    List<Architecture> alive = state.population();
    return Stream.generate(() -> alive.get(moves.random().nextInt(alive.size())))
        .limit(Math.max(2, population / 4))
        .min(state.bestFirst())
        .orElseThrow();
  }

  /** {@inheritDoc} Here: in the order of their births. */
  @Override
  public List<Architecture> survivors(SearchState state, List<Architecture> proposed) {
    List<Architecture> all = new ArrayList<>(state.population());
    all.addAll(proposed);
    return all.subList(Math.max(0, all.size() - population), all.size());
  }
}
