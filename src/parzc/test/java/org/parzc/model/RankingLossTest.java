package org.parzc.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.parzc.Draws;
import org.parzc.Seeded;

/** The losses: gradients, bounds, and what leaves them alone. */
class RankingLossTest {
  private static RankingLoss pairwise(Draws draws) {
    return draws.of(
        new RankingLoss.DiffKendall(0.5),
        new RankingLoss.DiffKendall(2),
        new RankingLoss.PairwiseLogistic());
  }

  private static RankingLoss loss(Draws draws) {
    return draws.nextInt(4) == 0 ? new RankingLoss.SquaredError() : pairwise(draws);
  }

  private static double[] numbers(Draws draws, int count) {
    return draws.doubles(count, -3, 3).toArray();
  }

  @Seeded(tries = 100)
  void theGradientIsThatOfFiniteDifferences(Draws draws) {
    RankingLoss loss = loss(draws);
    int count = draws.whole(2, 12);
    double[] scores = numbers(draws, count);
    double[] labels = numbers(draws, count);
    labels[count - 1] = labels[0];
    double[] gradient = loss.evaluate(scores, labels).gradient();
    double step = 1e-5;
    for (int i = 0; i < count; i++) {
      double[] up = scores.clone();
      double[] down = scores.clone();
      up[i] += step;
      down[i] -= step;
      double difference =
          (loss.evaluate(up, labels).value() - loss.evaluate(down, labels).value()) / (2 * step);
      assertThat(gradient[i]).isCloseTo(difference, within(1e-8));
    }
  }

  @Seeded(tries = 100)
  void onlyDifferencesOfScoresCountForPairwiseLosses(Draws draws) {
    RankingLoss loss = pairwise(draws);
    int count = draws.whole(2, 12);
    double[] scores = numbers(draws, count);
    double[] labels = numbers(draws, count);
    RankingLoss.Evaluation before = loss.evaluate(scores, labels);
    RankingLoss.Evaluation after =
        loss.evaluate(Arrays.stream(scores).map(x -> x + 7).toArray(), labels);
    assertThat(after.value()).isCloseTo(before.value(), within(1e-12));
    assertThat(Arrays.stream(before.gradient()).sum()).isCloseTo(0, within(1e-12));
  }

  @Seeded(tries = 100)
  void theOrderOfTheArchitecturesDoesNotCount(Draws draws) {
    RankingLoss loss = loss(draws);
    int count = draws.whole(2, 12);
    double[] scores = numbers(draws, count);
    double[] labels = numbers(draws, count);
    assertThat(loss.evaluate(reversed(scores), reversed(labels)).value())
        .isCloseTo(loss.evaluate(scores, labels).value(), within(1e-12));
  }

  private static double[] reversed(double[] values) {
    double[] reversed = new double[values.length];
    Arrays.setAll(reversed, i -> values[values.length - 1 - i]);
    return reversed;
  }

  @Seeded(tries = 100)
  void lossesStayInTheirRange(Draws draws) {
    int count = draws.whole(2, 12);
    double[] scores = numbers(draws, count);
    double[] labels = numbers(draws, count);
    assertThat(new RankingLoss.DiffKendall(2).evaluate(scores, labels).value()).isBetween(0.0, 2.0);
    assertThat(new RankingLoss.PairwiseLogistic().evaluate(scores, labels).value()).isPositive();
    assertThat(new RankingLoss.SquaredError().evaluate(scores, labels).value()).isPositive();
    assertThat(new RankingLoss.SquaredError().evaluate(labels, labels).value()).isZero();
  }

  @Test
  void theRightOrderCostsLessThanTheWrongOne() {
    double[] labels = {1, 2, 3, 4};
    for (RankingLoss loss :
        List.of(
            new RankingLoss.DiffKendall(5),
            new RankingLoss.PairwiseLogistic(),
            new RankingLoss.SquaredError())) {
      assertThat(loss.evaluate(labels, labels).value())
          .isLessThan(loss.evaluate(new double[] {4, 3, 2, 1}, labels).value());
    }
    assertThat(new RankingLoss.DiffKendall(50).evaluate(labels, labels).value())
        .isCloseTo(0, within(1e-12));
    assertThat(new RankingLoss.DiffKendall(50).evaluate(new double[] {4, 3, 2, 1}, labels).value())
        .isCloseTo(2, within(1e-12));
  }

  @Test
  void valuesByHand() {
    RankingLoss.Evaluation squared =
        new RankingLoss.SquaredError().evaluate(new double[] {1, 5}, new double[] {0, 2});
    assertThat(squared.value()).isEqualTo(5);
    assertThat(squared.gradient()).containsExactly(1, 3);
    assertThat(
            new RankingLoss.PairwiseLogistic()
                .evaluate(new double[] {0, 0, 9}, new double[] {1, 2, 2})
                .value())
        .isCloseTo((Math.log(2) + Math.log1p(Math.exp(-9))) / 2, within(1e-15));
  }

  @Test
  void hugeDifferencesDoNotOverflow() {
    RankingLoss.Evaluation logistic =
        new RankingLoss.PairwiseLogistic().evaluate(new double[] {1e4, -1e4}, new double[] {0, 1});
    assertThat(logistic.value()).isEqualTo(2e4);
    assertThat(logistic.gradient()).containsExactly(1, -1);
    assertThat(
            new RankingLoss.PairwiseLogistic()
                .evaluate(new double[] {-1e4, 1e4}, new double[] {0, 1})
                .value())
        .isZero();
  }

  @Test
  void equalLabelsTeachPairwiseLossesNothing() {
    double[] labels = {3, 3, 3};
    assertThat(
            new RankingLoss.PairwiseLogistic().evaluate(new double[] {1, 2, 3}, labels).gradient())
        .containsOnly(0);
    double[] slopes =
        new RankingLoss.DiffKendall(1).evaluate(new double[] {1, 2, 3}, labels).gradient();
    assertThat(Arrays.stream(slopes).map(Math::abs).sum()).isZero();
  }
}
