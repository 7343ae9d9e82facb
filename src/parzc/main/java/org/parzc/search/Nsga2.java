package org.parzc.search;

import java.util.List;
import java.util.stream.Stream;
import org.parzc.space.Architecture;

/**
 * NSGA-II (Deb et al., 2002) for a high score at a low cost, by mutation alone, since spaces know
 * no crossover: parents win a tournament of two, and of parents and children those survive that the
 * fewest others beat in both, the lonelier first.
 *
 * @param population number of architectures alive, and of children in a generation
 */
record Nsga2(int population) implements SearchAlgorithm {
  @Override
  public String name() {
    return "nsga2";
  }

  @Override
  public SearchAlgorithm withPopulation(int other) {
    return new Nsga2(other);
  }

  @Override
  public boolean minimisesCost() {
    return true;
  }

  @Override
  public List<Architecture> propose(SearchState state, Moves moves) {
    List<Architecture> alive = state.population();
    if (alive.isEmpty()) {
      return RandomSearch.draw(state, moves, population);
    }
    // They are in the order that survivors left them in: the smaller index wins.
    return Stream.generate(
            () ->
                moves.mutant(
                    alive.get(
                        Math.min(
                            moves.random().nextInt(alive.size()),
                            moves.random().nextInt(alive.size())))))
        .limit(population)
        .toList();
  }

  /** {@inheritDoc} Here: the best first, and no two with the same canonical form. */
  @Override
  public List<Architecture> survivors(SearchState state, List<Architecture> proposed) {
    return ParetoOrder.sorted(
            Stream.concat(state.population().stream(), proposed.stream())
                .map(state::evaluation)
                .distinct()
                .toList())
        .stream()
        .limit(population)
        .map(Evaluation::architecture)
        .toList();
  }
}
