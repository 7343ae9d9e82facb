package org.parzc.statistics;

import java.util.OptionalDouble;
import java.util.Set;
import org.parzc.passes.Measurements;
import org.parzc.passes.Pass;

/** How differently a node's own ReLU answers the images (Mellor et al., NASWOT, ICML 2021). */
public final class Nwot implements Statistic {
  @Override
  public String name() {
    return "nwot";
  }

  @Override
  public String formula() {
    return "log |det K| of the ReLU in the node's operation, K_ij = equal activation signs of images i and j";
  }

  @Override
  public Scale scale() {
    return Scale.LOGARITHMIC;
  }

  @Override
  public Set<Pass> passes() {
    return Set.of(Pass.ACTIVATION);
  }

  @Override
  public boolean isPartial() {
    return true;
  }

  @Override
  public OptionalDouble of(Measurements measured, int node) {
    Integer activation = measured.activationOfNode().get(node);
    return activation == null ? OptionalDouble.empty()
        : OptionalDouble.of(LogDeterminant.of(measured.signAgreement().get(activation)));
  }
}
