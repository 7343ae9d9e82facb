package org.parzc.statistics;

import java.util.OptionalDouble;
import java.util.Set;
import org.parzc.passes.Measurements;
import org.parzc.passes.Pass;

/**
 * Synaptic flow as ParZC's published scripts compute it, with batch norm active. The maps of an image of ones are
 * constant but for rounding, which batch norm then blows up, so it is noise in many nodes; its sum ranks NAS-Bench-201
 * like chance.
 */
public final class SynflowBn implements Statistic {
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

  /** {@inheritDoc} It costs a pass of its own and tells little. */
  @Override
  public boolean isDefault() {
    return false;
  }
}
