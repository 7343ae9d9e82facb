package org.parzc.statistics;

import java.util.OptionalDouble;
import java.util.Set;

/** One number of one node. Implementations are stateless. */
public interface Statistic {
  /** Returns the name: column of the store and word on the command line, {@code [a-z][a-z0-9_]*}. */
  String name();

  /** Returns the definition, in one line. */
  String formula();

  /** Returns the passes that {@link #of} reads; the sums over the weights alone are always there. */
  Set<Pass> passes();

  /**
   * Returns the statistic of one node, empty if the node has none by its nature.
   *
   * @param measured what the {@link #passes} left
   * @param node position of the node, from 0
   */
  OptionalDouble of(Measurements measured, int node);
}
