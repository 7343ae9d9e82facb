package org.parzc.statistics;

import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;
import org.parzc.passes.Measurements;
import org.parzc.passes.Pass;

/** Class-wise Jacobian correlation (Lopes et al., EPE-NAS, 2021). */
public final class EpeNas implements NetworkProxy {
  private static final double FLOOR = 1e-5;

  @Override
  public String name() {
    return "epe_nas";
  }

  @Override
  public String formula() {
    return "Σ_classes |Σ_ij log(|ρ_ij| + 1e-5)|, ρ = correlations of the gradients of the images of a class";
  }

  @Override
  public Scale scale() {
    return Scale.POSITIVE;
  }

  @Override
  public Set<Pass> passes() {
    return Set.of(Pass.INPUT_GRADIENT);
  }

  @Override
  public OptionalDouble of(Measurements measured) {
    double score = 0;
    for (int label : Arrays.stream(measured.labels()).distinct().toArray()) {
      double[][] rows = IntStream.range(0, measured.labels().length).filter(i -> measured.labels()[i] == label)
          .mapToObj(i -> measured.inputGradient()[i]).toArray(double[][]::new);
      score += Math.abs(Arrays.stream(Correlations.ofRows(rows)).flatMapToDouble(Arrays::stream)
          .map(correlation -> Math.log(Math.abs(correlation) + FLOOR)).sum());
    }
    return OptionalDouble.of(score);
  }
}
