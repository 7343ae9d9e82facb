package org.parzc.statistics;

import java.util.OptionalDouble;
import java.util.Set;
import org.parzc.passes.Measurements;
import org.parzc.passes.Pass;

/** How differently a network's ReLUs, if it has any, answer the images (Mellor et al., NASWOT, ICML 2021). */
public final class NwotProxy implements NetworkProxy {
  @Override
  public String name() {
    return "nwot";
  }

  @Override
  public String formula() {
    return "log |det K|, K summed over every ReLU";
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
  public OptionalDouble of(Measurements measured) {
    long[] sum = null;
    for (long[] agreement : measured.signAgreement().values()) {
      sum = sum == null ? agreement.clone() : add(sum, agreement);
    }
    return sum == null ? OptionalDouble.empty() : OptionalDouble.of(LogDeterminant.of(sum));
  }

  private static long[] add(long[] sum, long[] agreement) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += agreement[i];
    }
    return sum;
  }
}
