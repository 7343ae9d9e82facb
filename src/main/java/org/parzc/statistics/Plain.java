package org.parzc.statistics;

import java.util.OptionalDouble;
import java.util.Set;
import org.parzc.passes.Measurements;
import org.parzc.passes.Pass;

/** Signed connection sensitivity (Mozer and Smolensky, 1989); rounding noise for a weight that batch norm follows. */
public final class Plain implements Statistic {
  @Override
  public String name() {
    return "plain";
  }

  @Override
  public String formula() {
    return "Σ w·g";
  }

  @Override
  public Scale scale() {
    return Scale.SIGNED;
  }

  @Override
  public Set<Pass> passes() {
    return Set.of(Pass.GRADIENT);
  }

  @Override
  public OptionalDouble of(Measurements measured, int node) {
    return OptionalDouble.of(measured.sums().get(node).wg());
  }
}
