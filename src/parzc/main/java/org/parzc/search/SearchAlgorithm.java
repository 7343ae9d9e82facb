package org.parzc.search;

import java.util.List;
import org.parzc.space.Architecture;
import org.parzc.space.SearchSpace;

/**
 * A search algorithm: what to evaluate next, given what is known. It keeps nothing between two
 * calls, since all there is to know is in the {@link SearchState} and in the random numbers of the
 * generation ({@link Moves}); so a search can be stopped after any generation and goes on as if it
 * had not been. Implementations are immutable and thread-safe. Those of a user's own have a public
 * constructor without arguments, are named in {@code
 * META-INF/services/org.parzc.search.SearchAlgorithm}, and are found by {@link SearchAlgorithms}.
 */
public interface SearchAlgorithm {
  /** A search that finds nothing new for so many generations has seen all it can reach. */
  int PATIENCE = 100;

  /** Returns the name by which it is asked for, lower case without blanks. */
  String name();

  /**
   * Returns the number of architectures in the population, or in a generation; each algorithm says
   * what it is.
   */
  int population();

  /** Returns the same algorithm with another population, at least 2. */
  SearchAlgorithm withPopulation(int population);

  /**
   * Returns what to evaluate next; some of it, or all, may be known already. What breaks a
   * constraint is passed over.
   *
   * @param state what is known; its population is empty in the first generation
   * @param moves ways to come to architectures, and the random numbers of this generation
   */
  List<Architecture> propose(SearchState state, Moves moves);

  /**
   * Returns the population after a generation: architectures that were measured, each as often as
   * it is to be there.
   *
   * @param state with the evaluations of what was proposed, and the population before
   * @param proposed what {@link #propose} returned, as far as it could be measured and the budget
   *     went
   */
  List<Architecture> survivors(SearchState state, List<Architecture> proposed);

  /**
   * Returns whether it looks for a low cost besides a high score; a search with it needs a cost,
   * and no other may.
   */
  default boolean minimisesCost() {
    return false;
  }

  /**
   * Checks that it can search a space.
   *
   * @throws org.parzc.InputException if it cannot
   */
  default void requireFits(SearchSpace space) {}

  /** Returns whether there is nothing left to find. */
  default boolean isFinished(SearchState state, SearchSpace space) {
    return state.generationsWithoutNews() >= PATIENCE;
  }

  /** Returns when it {@link #isFinished}, in words that follow "ended". */
  default String ending() {
    return "after %d generations without anything new".formatted(PATIENCE);
  }
}
