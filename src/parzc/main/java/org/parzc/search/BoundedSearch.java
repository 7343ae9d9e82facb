package org.parzc.search;

import java.util.Optional;

/**
 * A search within a budget. A step is a generation, which evaluates no more than the budget leaves.
 *
 * @param search the search
 * @param budget when it stops
 */
public record BoundedSearch(Search search, Budget budget) implements ResumableSearch<SearchState> {
  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the state is of a search in another space
   * @throws org.parzc.InputException if no architecture meets the constraints, or the objective
   *     cannot score one
   */
  @Override
  public Optional<SearchState> next(SearchState state) {
    return isDone(state)
        ? Optional.empty()
        : Optional.of(search.step(state, budget.evaluations() - state.evaluations().size()));
  }

  /** Returns whether the budget is used up or nothing is left to find. */
  public boolean isDone(SearchState state) {
    return budget.isUsedUp(state) || isFinished(state);
  }

  private boolean isFinished(SearchState state) {
    return search.algorithm().isFinished(state, search.space());
  }

  /**
   * Returns why it is done with budget left, in one line; empty if it used the budget up or goes
   * on.
   */
  public Optional<String> earlyEnd(SearchState state) {
    return budget.isUsedUp(state) || !isFinished(state)
        ? Optional.empty()
        : Optional.of("ended %s: %s".formatted(search.algorithm().ending(), budget.share(state)));
  }
}
