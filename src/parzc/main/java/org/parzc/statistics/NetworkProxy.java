package org.parzc.statistics;

import java.util.OptionalDouble;
import org.parzc.passes.PassResults;

/**
 * One number of a whole network that is not a sum over its nodes. ParZC's own are {@link
 * NetworkLevel}. One of a user's is a public class with a public constructor without arguments,
 * named in {@code META-INF/services/org.parzc.statistics.NetworkProxy} of a jar that lies on the
 * class path. Implementations are stateless.
 */
public non-sealed interface NetworkProxy extends Quantity {
  /**
   * Returns the proxy's value, infinite or NaN where the computation is; empty if the network has
   * none by its nature.
   *
   * @param results what the {@link #passes} left
   */
  OptionalDouble of(PassResults results);
}
