package org.parzc.search;

import java.util.Optional;

/**
 * The budget of a search, in evaluations or generations: when it stops, unless there is nothing
 * left to find before.
 *
 * @param generations largest number of generations
 * @param evaluations largest number of canonical forms to evaluate
 */
public record Budget(int generations, int evaluations) {
  private static final int USUAL_EVALUATIONS = 1_000;

  /**
   * @throws IllegalArgumentException if a number is not positive
   */
  public Budget {
    if (generations < 1 || evaluations < 1) {
      throw new IllegalArgumentException(
          "budget: found %d generations and %d evaluations, expected at least 1 of each"
              .formatted(generations, evaluations));
    }
  }

  /** Returns the budget of so many architectures, whatever the generations. */
  public static Budget evaluations(int most) {
    return new Budget(Integer.MAX_VALUE, most);
  }

  /** Returns the budget of so many generations, however many architectures these take. */
  public static Budget generations(int most) {
    return new Budget(most, Integer.MAX_VALUE);
  }

  /**
   * Returns the budget that searches have if nothing is said: {@value #USUAL_EVALUATIONS}
   * architectures.
   */
  public static Budget usual() {
    return evaluations(USUAL_EVALUATIONS);
  }

  /** Returns the budget of what was said: the usual one if nothing was. */
  static Budget of(Optional<Integer> generations, Optional<Integer> evaluations) {
    return generations.isEmpty() && evaluations.isEmpty()
        ? usual()
        : new Budget(generations.orElse(Integer.MAX_VALUE), evaluations.orElse(Integer.MAX_VALUE));
  }

  /** Returns whether a search has come so far. */
  boolean isUsedUp(SearchState state) {
    return state.generation() >= generations || state.evaluations().size() >= evaluations;
  }

  /** Returns how much of it a search used, for people. */
  String share(SearchState state) {
    return evaluations < Integer.MAX_VALUE
        ? "%d of %d evaluations".formatted(state.evaluations().size(), evaluations)
        : "%d of %d generations".formatted(state.generation(), generations);
  }
}
