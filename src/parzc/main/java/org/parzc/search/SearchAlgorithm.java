package org.parzc.search;

import java.util.List;
import java.util.OptionalInt;
import org.parzc.InputException;
import org.parzc.space.Architecture;
import org.parzc.space.EnumerableSpace;
import org.parzc.space.SearchSpace;

/**
 * What to look at next, given what is known. Stateless: all there is to know is in the {@link SearchState} and in the
 * random numbers of the generation. Thread-safe.
 */
public sealed interface SearchAlgorithm
    permits RandomSearch, RegularisedEvolution, LocalSearch, ExhaustiveSearch, Nsga2 {
  /** The names, in the order in which they are shown. */
  List<String> NAMES = List.of("random", "evolution", "local", "exhaustive", "nsga2");
  /** A search that finds nothing new for this long has seen all it can reach. */
  int PATIENCE = 100;

  /**
   * Returns the algorithm of a name.
   *
   * @param name one of {@link #NAMES}
   * @param population its size; each algorithm says what that is, and its usual one
   * @throws InputException if there is no such algorithm, the size is too small, or the space cannot be enumerated
   */
  static SearchAlgorithm named(String name, OptionalInt population, SearchSpace space) {
    population.ifPresent(size -> {
      if (size < 2) {
        throw new InputException("population: found %d, expected at least 2".formatted(size));
      }
    });
    return switch (name) {
      case "random" -> new RandomSearch(population.orElse(100));
      case "evolution" -> new RegularisedEvolution(population.orElse(100));
      case "local" -> new LocalSearch(population.orElse(10));
      case "exhaustive" -> {
        if (!(space instanceof EnumerableSpace enumerable)) {
          throw new InputException("exhaustive search: found %s, expected a space that numbers its architectures"
              .formatted(space.name()));
        }
        yield new ExhaustiveSearch(enumerable, population.orElse(1_000));
      }
      case "nsga2" -> new Nsga2(population.orElse(100));
      default -> throw new InputException("unknown algorithm '%s'; known: %s".formatted(name,
          String.join(", ", NAMES)));
    };
  }

  /** Returns the name. */
  String name();

  /** Returns the size that {@link #named} was given, or the usual one. */
  int population();

  /** Returns what to evaluate next; some of it, or all, may be known already. */
  List<Architecture> propose(SearchState state, Moves moves);

  /**
   * Returns the population after a generation.
   *
   * @param state with the evaluations of what was proposed, and the population before
   * @param proposed what {@link #propose} returned, as far as the budget went
   */
  List<Architecture> survivors(SearchState state, List<Architecture> proposed);

  /** Returns when the algorithm {@link #isFinished}, in words that follow "ended". */
  default String ending() {
    return "after %d generations without anything new".formatted(PATIENCE);
  }

  /** Returns whether there is nothing left to find. */
  default boolean isFinished(SearchState state) {
    return state.generationsWithoutNews() >= PATIENCE;
  }
}
