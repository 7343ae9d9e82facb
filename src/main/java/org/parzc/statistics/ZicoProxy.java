package org.parzc.statistics;

import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.Set;
import org.parzc.passes.Measurements;
import org.parzc.passes.Pass;

/** ZiCo of a network: the sum over its nodes (Li et al., ICLR 2023). */
public final class ZicoProxy implements NetworkProxy {
  @Override
  public String name() {
    return "zico";
  }

  @Override
  public String formula() {
    return "Σ_nodes log Σ_k mean_b |g_b| / std_b(g_b), nodes with a deviation";
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
  public OptionalDouble of(Measurements measured) {
    return OptionalDouble.of(Arrays.stream(measured.zico()).filter(sum -> sum != 0).map(Math::log).sum());
  }
}
