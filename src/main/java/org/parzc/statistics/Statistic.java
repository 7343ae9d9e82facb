package org.parzc.statistics;

import java.util.OptionalDouble;
import org.parzc.passes.Measurements;

/** One number of one node. Implementations are stateless. */
public non-sealed interface Statistic extends Quantity {
  /**
   * Returns the statistic of one node, empty if the node has none by its nature.
   *
   * @param measured what the {@link #passes} left; the sums over the weights alone are always there
   * @param node position of the node, from 0
   */
  OptionalDouble of(Measurements measured, int node);
}
