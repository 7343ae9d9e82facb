package org.parzc.statistics;

import java.util.OptionalDouble;
import java.util.Set;
import org.parzc.passes.Measurements;
import org.parzc.passes.Pass;

/** What a node's weights do to the gradient flow (Wang et al., GraSP, ICLR 2020). */
public final class Grasp implements Statistic {
  @Override
  public String name() {
    return "grasp";
  }

  @Override
  public String formula() {
    return "−Σ w·(Hg)";
  }

  @Override
  public Scale scale() {
    return Scale.SIGNED;
  }

  @Override
  public Set<Pass> passes() {
    return Set.of(Pass.HESSIAN_GRADIENT);
  }

  @Override
  public OptionalDouble of(Measurements measured, int node) {
    // Not a negation, which would make a node without gradient −0.
    return OptionalDouble.of(0 - measured.sums().get(node).wh());
  }
}
