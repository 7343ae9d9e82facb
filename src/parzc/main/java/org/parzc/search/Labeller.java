package org.parzc.search;

import org.parzc.labels.Direction;
import org.parzc.space.Architecture;

/** A source of labels at a price: training, or a table. */
@FunctionalInterface
public interface Labeller {
  /**
   * Returns the label of an architecture; finite.
   *
   * @throws UnlabelledException if it cannot be had of this architecture; others may be asked for
   * @throws org.parzc.InputException if there is none, and it makes no sense to go on
   */
  double label(Architecture architecture);

  /** Returns which labels are better; higher ones, unless a labeller says otherwise. */
  default Direction direction() {
    return Direction.HIGHER_IS_BETTER;
  }
}
