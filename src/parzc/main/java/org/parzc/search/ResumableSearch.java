package org.parzc.search;

import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * A search that is done in steps, each of which makes a new state of the one before, and of nothing
 * else that matters: whoever has a state can go on from it, in this process or another.
 *
 * @param <S> all that it takes to go on; immutable
 */
@FunctionalInterface
public interface ResumableSearch<S> {
  /**
   * Does one step.
   *
   * @return the state after it; empty if there is nothing left to do
   */
  Optional<S> next(S state);

  /**
   * Goes on step by step until nothing is left to do, or it is stopped.
   *
   * @param states where to go on from; keeps the state after each step
   * @param stop asked before each step whether to stop
   * @return the last state
   */
  default S run(StateKeeper<S> states, BooleanSupplier stop) {
    S state = states.read();
    while (!stop.getAsBoolean()) {
      Optional<S> next = next(state);
      if (next.isEmpty()) {
        return state;
      }
      state = next.get();
      states.keep(state);
    }
    return state;
  }
}
