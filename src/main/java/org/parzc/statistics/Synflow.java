package org.parzc.statistics;

import java.util.OptionalDouble;
import java.util.Set;

/** Synaptic flow (Tanaka et al., NeurIPS 2020). */
final class Synflow implements Statistic {
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
