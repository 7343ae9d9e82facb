package org.parzc.search;

import java.util.List;
import java.util.stream.Stream;
import org.parzc.space.Architecture;

/**
 * Local search (White et al., UAI 2021): from the best of some random architectures to the best of
 * its neighbours, as long as that is better, then again from others.
 *
 * @param population number of random architectures to start from
 */
record LocalSearch(int population) implements SearchAlgorithm {
  @Override
  public String name() {
    return "local";
  }

  @Override
  public SearchAlgorithm withPopulation(int other) {
    return new LocalSearch(other);
  }

  @Override
  public List<Architecture> propose(SearchState state, Moves moves) {
    return state.population().isEmpty()
        ? RandomSearch.draw(state, moves, population)
        : moves.neighbours(state.population().get(0));
  }

  /** {@inheritDoc} Here: where it stands, or nothing to start again. */
  @Override
  public List<Architecture> survivors(SearchState state, List<Architecture> proposed) {
    List<Architecture> best =
        Stream.concat(state.population().stream(), proposed.stream())
            .sorted(state.bestFirst())
            .limit(1)
            .toList();
    return isBetter(state, best) ? best : List.of();
  }

  private static boolean isBetter(SearchState state, List<Architecture> best) {
    return !best.isEmpty()
        && (state.population().isEmpty()
            || state.evaluation(best.get(0)).comparable()
                > state.evaluation(state.population().get(0)).comparable());
  }
}
