package org.parzc.statistics;

import java.util.OptionalDouble;
import java.util.Set;
import org.parzc.passes.Measurements;
import org.parzc.passes.Pass;

/** Synaptic flow (Tanaka et al., NeurIPS 2020). */
public final class Synflow implements Statistic {
  @Override
  public String name() {
    return "synflow";
  }

  @Override
  public String formula() {
    return "Σ |w·∂R/∂w|, absolute weights, input of ones, normalisation bypassed";
  }

  @Override
  public Scale scale() {
    return Scale.POSITIVE;
  }

  @Override
  public Set<Pass> passes() {
    return Set.of(Pass.SYNFLOW);
  }

  @Override
  public OptionalDouble of(Measurements measured, int node) {
    return OptionalDouble.of(measured.synflow().get(node).absWg());
  }
}
