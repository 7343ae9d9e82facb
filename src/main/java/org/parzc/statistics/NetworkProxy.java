package org.parzc.statistics;

import java.util.Set;

/** One number of a whole network that is not a sum over its nodes. Implementations are stateless. */
public interface NetworkProxy {
  /** Returns the name: column of the store and word on the command line, {@code [a-z][a-z0-9_]*}. */
  String name();

  /** Returns the definition, in one line. */
  String formula();

  /** Returns the passes that {@link #of} reads. */
  Set<Pass> passes();

  /**
   * Returns the proxy's value; infinite or NaN where the computation is.
   *
   * @param measured what the {@link #passes} left
   */
  double of(Measurements measured);
}
