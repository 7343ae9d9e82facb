package org.parzc.statistics;

import java.util.OptionalDouble;
import java.util.Set;
import org.parzc.passes.Measurements;
import org.parzc.passes.Pass;

/** Gradient mean against its deviation over minibatches (Li et al., ZiCo, ICLR 2023). */
public final class Zico implements Statistic {
  @Override
  public String name() {
    return "zico";
  }

  @Override
  public String formula() {
    return "log Σ_k mean_b |g_b| / std_b(g_b)";
  }

  @Override
  public Scale scale() {
    return Scale.LOGARITHMIC;
  }

  @Override
  public Set<Pass> passes() {
    return Set.of(Pass.MINIBATCHES);
  }

  @Override
  public OptionalDouble of(Measurements measured, int node) {
    return OptionalDouble.of(Math.log(measured.zico()[node]));
  }
}
