package org.parzc.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.parzc.network.LibTorch;
import org.parzc.network.Tensors;

/** The Gaussian process against scikit-learn's, and what it chooses. */
class GaussianProcessTest {
  private static final int FEATURES = 6;

  @Test
  void meansAndDeviationsAreThoseOfAnIndependentImplementation() {
    LibTorch.start();
    try (PointerScope scope = new PointerScope()) {
      Tensor inputs =
          Tensors.of(new double[] {0.1, -0.4, 0.9, 0.2, -0.6, 0.5, 0.3, 1.1, -0.8, -0.7}, 5, 2);
      Tensor targets = Tensors.of(new double[] {0.5, 1.2, -0.3, 0.8, -1.4}, 5, 1);
      double[][] asked = {{0.2, 0.3}, {-1.5, 0.8}, {0.9, 0.2}};
      GaussianProcess.Kernel kernel = new GaussianProcess.Kernel(1, 0.7, 0.5, 0.1, 2);
      try (GaussianProcess process = new GaussianProcess(kernel, inputs, targets)) {
        // scikit-learn 1.2.1: 2·(Matern(0.7, nu=2.5) + 0.5·DotProduct(0)), alpha = 0.2.
        assertThat(process.scores(asked).mean())
            .containsExactly(new double[] {0.64830187, -0.76612947, 1.16465662}, within(1e-7));
        assertThat(process.scores(asked).standardDeviation())
            .containsExactly(new double[] {0.97584697, 1.74193578, 0.42723428}, within(1e-7));
        assertThat(process.mean(asked)).isEqualTo(process.scores(asked).mean());
      }
    }
  }

  private static double[][] features(int count, long seed) {
    Random random = new Random(seed);
    return IntStream.range(0, count)
        .mapToObj(i -> random.doubles(FEATURES, -1, 1).toArray())
        .toArray(double[][]::new);
  }

  private static double[] sums(double[][] features) {
    return Arrays.stream(features).mapToDouble(row -> 50 + 7 * Arrays.stream(row).sum()).toArray();
  }

  @Test
  void aLinearRelationIsRecoveredOnTheScaleOfTheLabels() {
    double[][] known = features(60, 1);
    double[][] asked = features(40, 2);
    double[] labels = sums(known);
    try (GaussianProcess process = GaussianProcess.fit(known, labels, 1)) {
      double mean = Arrays.stream(labels).average().orElseThrow();
      double deviation =
          Math.sqrt(
              Arrays.stream(labels).map(y -> (y - mean) * (y - mean)).average().orElseThrow());
      double[] scores = process.mean(asked);
      double[] truth = sums(asked);
      for (int i = 0; i < scores.length; i++) {
        assertThat(scores[i]).isCloseTo((truth[i] - mean) / deviation, within(0.1));
      }
      assertThat(process.kernel().linear()).isPositive();
    }
  }

  @Test
  void labelsThatMeanNothingAreNoise() {
    double[] noise = new Random(3).doubles(200).toArray();
    try (GaussianProcess process = GaussianProcess.fit(features(200, 1), noise, 1)) {
      assertThat(
              Arrays.stream(process.mean(features(50, 2))).map(Math::abs).average().orElseThrow())
          .isLessThan(0.3);
    }
  }

  @Test
  void whatIsFarFromAllLabelsIsLeastCertain() {
    double[][] known = features(60, 1);
    double[] far = new double[FEATURES];
    Arrays.fill(far, 5);
    try (GaussianProcess process = GaussianProcess.fit(known, sums(known), 1)) {
      double[] deviations = process.scores(new double[][] {known[0], far}).standardDeviation();
      assertThat(deviations[0]).isNotNegative().isLessThan(deviations[1]);
    }
  }

  @Test
  void manyLabelsAndRowsAreTakenInParts() {
    double[][] known = features(700, 1);
    double[][] asked = features(1100, 2);
    try (GaussianProcess process = GaussianProcess.fit(known, sums(known), 1);
        GaussianProcess again = GaussianProcess.fit(known, sums(known), 1)) {
      Scores scores = process.scores(asked);
      assertThat(again.scores(asked).mean()).isEqualTo(scores.mean());
      double[] last = process.mean(new double[][] {asked[1099]});
      assertThat(scores.mean()[1099]).isCloseTo(last[0], within(1e-9));
      assertThat(process.mean(new double[0][])).isEmpty();
    }
  }

  @Test
  void labelsThatDoNotDifferGiveEqualScores() {
    double[] same = new double[20];
    Arrays.fill(same, 3);
    try (GaussianProcess process = GaussianProcess.fit(features(20, 1), same, 1)) {
      assertThat(Arrays.stream(process.mean(features(5, 2))).boxed()).allMatch(score -> score == 0);
    }
  }

  @Test
  void closingFreesTheTensors() {
    GaussianProcess process = GaussianProcess.fit(features(20, 1), sums(features(20, 1)), 1);
    List<Tensor> observations = process.observations();
    assertThat(observations).allMatch(tensor -> tensor.referenceCount() == 1);
    process.close();
    assertThat(observations).noneMatch(tensor -> tensor.referenceCount() > 0);
    assertThatThrownBy(process::observations).isInstanceOf(IllegalStateException.class);
  }
}
