package org.parzc.statistics;

import java.util.OptionalDouble;
import java.util.Set;
import org.parzc.passes.Measurements;
import org.parzc.passes.Pass;

/** Connection sensitivity (Lee et al., SNIP, ICLR 2019). */
public final class Snip implements Statistic {
  @Override
  public String name() {
    return "snip";
  }

  @Override
  public String formula() {
    return "Σ |w·g|";
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
    return OptionalDouble.of(measured.sums().get(node).absWg());
  }
}
