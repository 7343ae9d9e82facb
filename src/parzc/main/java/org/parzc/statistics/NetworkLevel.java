package org.parzc.statistics;

import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.linear.MatrixUtils;
import org.parzc.passes.ImageGradients;
import org.parzc.passes.NoiseResponse;
import org.parzc.passes.Pass;
import org.parzc.passes.PassResults;
import org.parzc.passes.SignAgreement;

/**
 * ParZC's own network-level proxies, in the order of a store's columns: name, formula, scale,
 * passes, function. A constant is named as users write it, since an enum's name is its constant's.
 */
public enum NetworkLevel implements NetworkProxy {
  /**
   * How differently a network's ReLUs, if it has any, answer the images (Mellor et al., NASWOT,
   * ICML 2021).
   */
  nwot(
      "log |det K|, K summed over every ReLU",
      Scale.LOGARITHMIC,
      Pass.ACTIVATION,
      true,
      r -> !r.signs().get().ofActivations().isEmpty(),
      r -> LogDeterminant.of(sum(r.signs().get()))),

  /** Jacobian covariance (Mellor et al., 2020). */
  jacov(
      "−Σ log(v + 1e-5) + 1/(v + 1e-5), v = eigenvalues of the correlations of the images'"
          + " gradients",
      Scale.SIGNED,
      Pass.INPUT_GRADIENT,
      r -> covariance(r.images().get())),

  /** Class-wise Jacobian correlation (Lopes et al., EPE-NAS, 2021). */
  epe_nas(
      "Σ_classes |Σ_ij log(|ρ_ij| + 1e-5)|, ρ = correlations of the gradients of the images of a"
          + " class",
      Scale.POSITIVE,
      Pass.INPUT_GRADIENT,
      r -> correlation(r.images().get())),

  /** Zen-score: how strongly the features answer noise (Lin et al., ICCV 2021). */
  zen(
      "log mean_n Σ|f(x) − f(x + 0.01 x₂)| + Σ_norms log √(mean running variance), weights N(0, 1)",
      Scale.LOGARITHMIC,
      Pass.NOISE_RESPONSE,
      r -> score(r.noise().get())),

  /** ZiCo of a network: the sum over its nodes (Li et al., ICLR 2023). */
  zico(
      "Σ_nodes log Σ_k mean_b |g_b| / std_b(g_b), nodes with std_b ≠ 0",
      Scale.LOGARITHMIC,
      Pass.MINIBATCHES,
      r ->
          Arrays.stream(r.variation().get().ofNodes())
              .filter(sum -> sum != 0)
              .map(Math::log)
              .sum());

  private static final double FLOOR = 1e-5;

  private final String formula;
  private final Scale scale;
  private final Set<Pass> passes;
  private final boolean partial;
  private final Predicate<PassResults> has;
  private final ToDoubleFunction<PassResults> value;

  /** A proxy of every network. */
  NetworkLevel(String formula, Scale scale, Pass pass, ToDoubleFunction<PassResults> value) {
    this(formula, scale, pass, false, results -> true, value);
  }

  /** A proxy of some networks, if it is partial. */
  NetworkLevel(
      String formula,
      Scale scale,
      Pass pass,
      boolean partial,
      Predicate<PassResults> has,
      ToDoubleFunction<PassResults> value) {
    this.formula = formula;
    this.scale = scale;
    passes = Set.of(pass);
    this.partial = partial;
    this.has = has;
    this.value = value;
  }

  private static long[] sum(SignAgreement signs) {
    long[] sum = null;
    for (long[] agreement : signs.ofActivations().values()) {
      if (sum == null) {
        sum = agreement.clone();
      } else {
        for (int i = 0; i < sum.length; i++) {
          sum[i] += agreement[i];
        }
      }
    }
    return sum;
  }

  private static double covariance(ImageGradients images) {
    double[][] correlations = Correlations.ofRows(images.rows());
    if (!Correlations.finite(correlations)) {
      return Double.NaN;
    }
    double[] eigenvalues =
        new EigenDecompositionSymmetric(MatrixUtils.createRealMatrix(correlations))
            .getEigenvalues();
    return -Arrays.stream(eigenvalues).map(v -> Math.log(v + FLOOR) + 1 / (v + FLOOR)).sum();
  }

  private static double correlation(ImageGradients images) {
    int[] labels = images.labels();
    double score = 0;
    for (int label : Arrays.stream(labels).distinct().toArray()) {
      double[][] rows =
          IntStream.range(0, labels.length)
              .filter(i -> labels[i] == label)
              .mapToObj(i -> images.rows()[i])
              .toArray(double[][]::new);
      score +=
          Math.abs(
              Arrays.stream(Correlations.ofRows(rows))
                  .flatMapToDouble(Arrays::stream)
                  .map(correlation -> Math.log(Math.abs(correlation) + FLOOR))
                  .sum());
    }
    return score;
  }

  private static double score(NoiseResponse noise) {
    double scales =
        Arrays.stream(noise.meanVariances()).map(variance -> Math.log(Math.sqrt(variance))).sum();
    return Math.log(noise.change()) + scales;
  }

  @Override
  public OptionalDouble of(PassResults results) {
    return has.test(results)
        ? OptionalDouble.of(value.applyAsDouble(results))
        : OptionalDouble.empty();
  }

  @Override
  public String formula() {
    return formula;
  }

  @Override
  public Scale scale() {
    return scale;
  }

  @Override
  public Set<Pass> passes() {
    return passes;
  }

  @Override
  public boolean isPartial() {
    return partial;
  }
}
