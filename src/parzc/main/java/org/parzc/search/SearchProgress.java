package org.parzc.search;

import java.util.OptionalLong;

/** Is told how far a {@link SearchRun} is. */
public interface SearchProgress {
  /** Is told nothing of interest. */
  SearchProgress NONE =
      new SearchProgress() {
        @Override
        public void begins(String unit, OptionalLong total) {}

        @Override
        public void step() {}
      };

  /**
   * The search begins, or goes on from where it was kept.
   *
   * @param unit what a step is, such as {@code generations}
   * @param total number of steps to go; empty if it is not known
   */
  void begins(String unit, OptionalLong total);

  /** One more step is done and kept. */
  void step();
}
