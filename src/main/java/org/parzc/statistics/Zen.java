package org.parzc.statistics;

import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.Set;
import org.parzc.passes.Measurements;
import org.parzc.passes.Pass;

/** Zen-score: how strongly the features answer noise (Lin et al., ICCV 2021). */
public final class Zen implements NetworkProxy {
  @Override
  public String name() {
    return "zen";
  }

  @Override
  public String formula() {
    return "log mean_n Σ|f(x) − f(x + 0.01 x₂)| + Σ_norms log √(mean running variance), weights N(0, 1)";
  }

  @Override
  public Scale scale() {
    return Scale.LOGARITHMIC;
  }

  @Override
  public Set<Pass> passes() {
    return Set.of(Pass.NOISE_RESPONSE);
  }

  @Override
  public OptionalDouble of(Measurements measured) {
    double scales = Arrays.stream(measured.noise().meanVariances()).map(variance -> Math.log(Math.sqrt(variance)))
        .sum();
    return OptionalDouble.of(Math.log(measured.noise().change()) + scales);
  }
}
