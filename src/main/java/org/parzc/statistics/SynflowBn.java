package org.parzc.statistics;

import java.util.OptionalDouble;
import java.util.Set;

/** Synaptic flow as ParZC's published scripts compute it, with batch norm active. */
final class SynflowBn implements Statistic {
  @Override
  public String name() {
    return "synflow_bn";
  }

  @Override
  public String formula() {
    return "Σ |w·∂R/∂w|, absolute weights, input of ones, batch statistics of that one image";
  }

  @Override
  public Scale scale() {
    return Scale.POSITIVE;
  }

  @Override
  public Set<Pass> passes() {
    return Set.of(Pass.SYNFLOW_BN);
  }

  @Override
  public OptionalDouble of(Measurements measured, int node) {
    return OptionalDouble.of(measured.synflowBn().get(node).absWg());
  }
}
