package org.parzc.statistics;

import java.util.OptionalDouble;
import org.parzc.passes.PassResults;

/**
 * One number of one node. ParZC's own are {@link NodeWise}. One of a user's is a public class with
 * a public constructor without arguments, named in {@code
 * META-INF/services/org.parzc.statistics.Statistic} of a jar that lies on the class path.
 * Implementations are stateless.
 */
public non-sealed interface Statistic extends Quantity {
  /**
   * Returns the statistic of one node, empty if the node has none by its nature.
   *
   * @param results what the {@link #passes} left; the sums over the weights alone are always there
   * @param node position of the node, from 0
   */
  OptionalDouble of(PassResults results, int node);
}
