package org.parzc.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.parzc.Draws;
import org.parzc.Seeded;
import org.parzc.nativecore.ElementType;
import org.parzc.nativecore.KernelQueue;
import org.parzc.network.Device;
import org.parzc.network.Placement;
import org.parzc.network.Tensors;

/** The losses of a batch of tensors against those of lists. */
class BatchLossTest {
  /** What a loss comes to: its mean over the members, and all derivatives. */
  private record Found(double value, double[] gradient) {}

  private static float[] scores(Random draws, int count) {
    float[] scores = new float[count];
    for (int i = 0; i < count; i++) {
      scores[i] = (float) (3 * draws.nextGaussian());
    }
    return scores;
  }

  /** Returns labels of which some are equal. */
  private static double[] labels(Random draws, int count) {
    return draws.doubles(count).map(label -> Math.round(8 * label) / 4.0).toArray();
  }

  private static List<PredictorSettings.WeightedLoss> terms(Draws draws) {
    PredictorSettings.WeightedLoss one = new PredictorSettings.WeightedLoss(loss(draws), 1);
    return draws.nextBoolean()
        ? List.of(one)
        : List.of(one, new PredictorSettings.WeightedLoss(loss(draws), draws.nextDouble() + 0.1));
  }

  private static RankingLoss loss(Draws draws) {
    return draws.of(
        new RankingLoss.DiffKendall(0.5),
        new RankingLoss.DiffKendall(4),
        new RankingLoss.PairwiseLogistic(),
        new RankingLoss.SquaredError());
  }

  private static Found onDevice(
      List<PredictorSettings.WeightedLoss> terms, float[] scores, double[] labels) {
    try (PointerScope scope = new PointerScope();
        KernelQueue queue = Device.cpu().kernels().queue()) {
      BatchLoss loss = new BatchLoss(terms, queue, Placement.CPU);
      Tensor of =
          Tensors.of(scores, ElementType.FLOAT32, scores.length / labels.length, labels.length);
      loss.gradient(of, Tensors.of(labels, labels.length), false);
      assertThat(loss.measured()).isZero();
      Tensor gradient = loss.gradient(of, Tensors.of(labels, labels.length), true);
      assertThat(gradient.scalar_type().intern()).isEqualTo(ScalarType.Float);
      return new Found(loss.measured(), Tensors.values(gradient));
    }
  }

  private static Found inLists(
      List<PredictorSettings.WeightedLoss> terms, float[] scores, double[] labels) {
    double value = 0;
    double[] gradient = new double[scores.length];
    for (int from = 0; from < scores.length; from += labels.length) {
      double[] member = new double[labels.length];
      for (int i = 0; i < labels.length; i++) {
        member[i] = scores[from + i];
      }
      for (PredictorSettings.WeightedLoss term : terms) {
        RankingLoss.Evaluation evaluation = term.loss().evaluate(member, labels);
        value += term.weight() * evaluation.value() * labels.length / scores.length;
        for (int i = 0; i < labels.length; i++) {
          gradient[from + i] += term.weight() * evaluation.gradient()[i];
        }
      }
    }
    return new Found(value, gradient);
  }

  private static void agree(
      List<PredictorSettings.WeightedLoss> terms, float[] scores, double[] labels) {
    Found expected = inLists(terms, scores, labels);
    Found found = onDevice(terms, scores, labels);
    assertThat(found.value())
        .isCloseTo(expected.value(), within(1e-9 * Math.max(1, Math.abs(expected.value()))));
    assertThat(found.gradient()).containsExactly(expected.gradient(), within(1e-6));
  }

  @Seeded(tries = 100)
  void isTheLossOfTheLists(Draws draws) {
    int batch = draws.whole(2, 12);
    agree(terms(draws), scores(draws, draws.whole(1, 4) * batch), labels(draws, batch));
  }

  @Test
  void pairsThatDoNotFitTogetherAreLookedAtInTurn() {
    Random draws = new Random(5);
    agree(
        List.of(new PredictorSettings.WeightedLoss(new RankingLoss.PairwiseLogistic(), 1)),
        scores(draws, 2 * 1500),
        labels(draws, 1500));
  }

  @Test
  void equalLabelsTeachNoOrder() {
    double[] same = new double[4];
    Arrays.fill(same, 3);
    assertThat(
            onDevice(
                List.of(new PredictorSettings.WeightedLoss(new RankingLoss.PairwiseLogistic(), 1)),
                new float[] {1, 2, 3, 4},
                same))
        .usingRecursiveComparison()
        .isEqualTo(new Found(0, new double[4]));
  }
}
