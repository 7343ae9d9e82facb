package org.parzc.statistics;

import java.util.OptionalDouble;
import org.parzc.passes.Measurements;

/** One number of a whole network that is not a sum over its nodes. Implementations are stateless. */
public non-sealed interface NetworkProxy extends Quantity {
  /**
   * Returns the proxy's value, infinite or NaN where the computation is; empty if the network has none by its nature.
   *
   * @param measured what the {@link #passes} left
   */
  OptionalDouble of(Measurements measured);
}
