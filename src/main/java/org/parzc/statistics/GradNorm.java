package org.parzc.statistics;

import java.util.OptionalDouble;
import java.util.Set;
import org.parzc.passes.Measurements;
import org.parzc.passes.Pass;

/** Size of the loss gradient of a node's weights (Abdelfattah et al., ICLR 2021). */
public final class GradNorm implements Statistic {
  @Override
  public String name() {
    return "grad_norm";
  }

  @Override
  public String formula() {
    return "‖g‖₂";
  }

  @Override
  public Scale scale() {
    return Scale.POSITIVE;
  }

  @Override
  public Set<Pass> passes() {
    return Set.of(Pass.GRADIENT);
  }

  @Override
  public OptionalDouble of(Measurements measured, int node) {
    return OptionalDouble.of(Math.sqrt(measured.sums().get(node).g2()));
  }
}
