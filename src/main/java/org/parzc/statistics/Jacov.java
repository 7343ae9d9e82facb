package org.parzc.statistics;

import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.Set;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.linear.MatrixUtils;
import org.parzc.passes.Measurements;
import org.parzc.passes.Pass;

/** Jacobian covariance (Mellor et al., 2020). */
public final class Jacov implements NetworkProxy {
  private static final double FLOOR = 1e-5;

  @Override
  public String name() {
    return "jacov";
  }

  @Override
  public String formula() {
    return "−Σ log(v + 1e-5) + 1/(v + 1e-5), v = eigenvalues of the correlations of the images' gradients";
  }

  @Override
  public Scale scale() {
    return Scale.SIGNED;
  }

  @Override
  public Set<Pass> passes() {
    return Set.of(Pass.INPUT_GRADIENT);
  }

  @Override
  public OptionalDouble of(Measurements measured) {
    double[][] correlations = Correlations.ofRows(measured.inputGradient());
    if (!Correlations.finite(correlations)) {
      return OptionalDouble.of(Double.NaN);
    }
    double[] eigenvalues = new EigenDecompositionSymmetric(MatrixUtils.createRealMatrix(correlations)).getEigenvalues();
    return OptionalDouble.of(
        -Arrays.stream(eigenvalues).map(v -> Math.log(v + FLOOR) + 1 / (v + FLOOR)).sum());
  }
}
