package org.parzc.statistics;

import java.util.OptionalDouble;
import java.util.Set;
import org.parzc.passes.Measurements;
import org.parzc.passes.Pass;

/**
 * Fisher information of a node's output channels (Turner et al., BlockSwap, ICLR 2020); those of a node on tokens are
 * the features, and its positions s the tokens.
 */
public final class Fisher implements Statistic {
  @Override
  public String name() {
    return "fisher";
  }

  @Override
  public String formula() {
    return "Σ_c ½ mean_n (Σ_s a·δ)²";
  }

  @Override
  public Scale scale() {
    return Scale.POSITIVE;
  }

  @Override
  public Set<Pass> passes() {
    return Set.of(Pass.OUTPUT_GRADIENT);
  }

  @Override
  public OptionalDouble of(Measurements measured, int node) {
    return OptionalDouble.of(measured.fisher()[node]);
  }
}
