package org.parzc.search;

import java.util.function.Consumer;

/**
 * The checkpoint of a {@link ResumableSearch}: where its state is kept after each step, and goes on
 * from.
 *
 * @param <S> what is kept
 */
public interface StateKeeper<S> {
  /**
   * Returns the state to go on from: that before the first step if none was kept.
   *
   * @throws org.parzc.InputException if what was kept is of another search, or damaged
   */
  S read();

  /**
   * Keeps the state after a step in place of the one before.
   *
   * @throws org.parzc.InputException if it cannot be kept
   */
  void keep(S state);

  /**
   * Returns the keeper of a search that need not be resumed: it starts from a state and keeps none.
   */
  static <S> StateKeeper<S> startingFrom(S start) {
    return new StateKeeper<>() {
      @Override
      public S read() {
        return start;
      }

      @Override
      public void keep(S state) {}
    };
  }

  /** Returns a keeper that also tells of each state, after it was kept. */
  default StateKeeper<S> telling(Consumer<? super S> listener) {
    StateKeeper<S> keeper = this;
    return new StateKeeper<>() {
      @Override
      public S read() {
        return keeper.read();
      }

      @Override
      public void keep(S state) {
        keeper.keep(state);
        listener.accept(state);
      }
    };
  }
}
