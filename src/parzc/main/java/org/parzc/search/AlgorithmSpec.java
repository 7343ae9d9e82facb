package org.parzc.search;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * The search algorithm of a {@link SearchSpec}, by its name, checked.
 *
 * @param name name of one of {@link SearchAlgorithms#all}
 * @param population its size; empty for the algorithm's usual one
 * @param minimise name of the cost to minimise; there if the algorithm minimises one
 */
public record AlgorithmSpec(String name, OptionalInt population, Optional<String> minimise) {
  /** Name of the algorithm of a search that asks for none. */
  public static final String USUAL = "evolution";

  /**
   * Checks the parts.
   *
   * @throws org.parzc.InputException if there is no such algorithm, or the population or the cost
   *     does not fit it
   */
  public AlgorithmSpec {
    SearchAlgorithm algorithm = SearchAlgorithms.named(name, population);
    if (minimise.isPresent() != algorithm.minimisesCost()) {
      throw misfit(algorithm, minimise);
    }
  }

  /** Says that there is a cost to minimise and the algorithm cannot, or the other way round. */
  static SpecException misfit(SearchAlgorithm algorithm, Optional<String> minimise) {
    return minimise.isEmpty()
        ? SpecException.of(
            "%s %s: found no %s, expected a cost",
            SpecException.part("algorithm"), algorithm.name(), SpecException.part("minimise"))
        : SpecException.of(
            "%s: found algorithm %s, expected %s",
            SpecException.part("minimise"), algorithm.name(), SearchAlgorithms.minimising());
  }

  /** Returns the algorithm with its population. */
  SearchAlgorithm algorithm() {
    return SearchAlgorithms.named(name, population);
  }
}
