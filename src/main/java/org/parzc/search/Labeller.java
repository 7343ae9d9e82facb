package org.parzc.search;

import org.parzc.space.Architecture;

/** Gives labels, at a price: by training, or from a table. */
@FunctionalInterface
public interface Labeller {
  /**
   * Returns the label of an architecture, higher for better ones; finite.
   *
   * @throws org.parzc.InputException if there is none
   */
  double label(Architecture architecture);
}
