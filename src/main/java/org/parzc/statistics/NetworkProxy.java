package org.parzc.statistics;

/** One number of a whole network that is not a sum over its nodes. Implementations are stateless. */
public non-sealed interface NetworkProxy extends Quantity {
  /**
   * Returns the proxy's value; infinite or NaN where the computation is.
   *
   * @param measured what the {@link #passes} left
   */
  double of(Measurements measured);
}
