package org.parzc.statistics;

import java.util.OptionalDouble;
import java.util.Set;
import org.parzc.passes.Measurements;
import org.parzc.passes.Pass;

/** Size of a node's weights at initialisation. */
public final class L2Norm implements Statistic {
  @Override
  public String name() {
    return "l2_norm";
  }

  @Override
  public String formula() {
    return "‖w‖₂";
  }

  @Override
  public Scale scale() {
    return Scale.POSITIVE;
  }

  @Override
  public Set<Pass> passes() {
    return Set.of();
  }

  @Override
  public OptionalDouble of(Measurements measured, int node) {
    return OptionalDouble.of(Math.sqrt(measured.sums().get(node).w2()));
  }
}
