package org.parzc.rankers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.parzc.evaluation.RankQuality;
import org.parzc.parallel.InOrder;

/** Trees find what depends on what, whatever the numbers are. */
class BoostedTreesTest {
  private static final List<String> NAMES =
      List.of("a", "b[0]<1>", "node:x=y, z", "d", "e", "f", "g", "h");
  private static final double[][] ROWS = rows(150, 1);
  private static final double[][] OTHERS = rows(200, 2);

  /** Returns rows of values in [−1, 1). */
  private static double[][] rows(int count, long seed) {
    Random random = new Random(seed);
    return IntStream.range(0, count)
        .mapToObj(i -> random.doubles(NAMES.size()).map(u -> 2 * u - 1).toArray())
        .toArray(double[][]::new);
  }

  private static double[] labels(double[][] rows, ToDoubleFunction<double[]> label) {
    return Arrays.stream(rows).mapToDouble(label).toArray();
  }

  private static double[] scores(double[][] training, double[] labels, double[][] test, long seed) {
    try (BoostedTrees trees = BoostedTrees.train(NAMES, training, labels, seed)) {
      return trees.score(test);
    }
  }

  /** Returns τ on other rows, after each row went through a change. */
  private static double tau(ToDoubleFunction<double[]> label, ToDoubleFunction<Double> change) {
    double[] scores =
        scores(changed(ROWS, change), labels(ROWS, label), changed(OTHERS, change), 3);
    return RankQuality.of(scores, labels(OTHERS, label)).tau();
  }

  private static double[][] changed(double[][] rows, ToDoubleFunction<Double> change) {
    return Arrays.stream(rows)
        .map(row -> Arrays.stream(row).map(change::applyAsDouble).toArray())
        .toArray(double[][]::new);
  }

  private static double product(double[] row) {
    return row[0] * row[1];
  }

  @Test
  void learnsWhatIsNotLinear() {
    assertThat(tau(BoostedTreesTest::product, x -> x)).isGreaterThan(0.35);
    assertThat(tau(row -> Math.abs(row[2]), x -> x)).isGreaterThan(0.8);
  }

  @Test
  void learnsNothingFromLabelsThatMeanNothing() {
    double[] noise = new Random(4).doubles(ROWS.length).toArray();
    assertThat(
            RankQuality.of(
                    scores(ROWS, noise, OTHERS, 3), labels(OTHERS, BoostedTreesTest::product))
                .tau())
        .isBetween(-0.3, 0.3);
  }

  @Test
  void onlyTheOrderOfTheLabelsCounts() {
    double[] labels = labels(ROWS, BoostedTreesTest::product);
    double[] stretched = Arrays.stream(labels).map(y -> Math.exp(5 * y)).toArray();
    assertThat(scores(ROWS, stretched, OTHERS, 3)).isEqualTo(scores(ROWS, labels, OTHERS, 3));
  }

  @Test
  void valuesThatOverflowFloatsKeepTheirOrder() {
    double plain = tau(row -> row[0], x -> x);
    assertThat(plain).isGreaterThan(0.85);
    assertThat(tau(row -> row[0], x -> Math.exp(700 * x))).isGreaterThan(plain - 0.05);
    assertThat(tau(row -> row[0], x -> -Math.exp(-700 * x))).isGreaterThan(plain - 0.05);
    assertThat(tau(row -> row[0], x -> 1000 + x / 10)).isGreaterThan(plain - 0.05);
    assertThat(
            tau(
                row -> row[0],
                x -> x > 0.9 ? Double.POSITIVE_INFINITY : x < -0.9 ? Double.NEGATIVE_INFINITY : x))
        .isGreaterThan(plain - 0.05);
  }

  @Test
  void aMissingValueIsAValue() {
    double[] scores =
        scores(
            changed(ROWS, x -> x > 0.5 ? Double.NaN : 0),
            labels(ROWS, row -> row[0] > 0.5 ? 1 : 0),
            changed(OTHERS, x -> x > 0.5 ? Double.NaN : 0),
            3);
    double lowestMissing =
        IntStream.range(0, scores.length)
            .filter(i -> OTHERS[i][0] > 0.5)
            .mapToDouble(i -> scores[i])
            .min()
            .orElseThrow();
    assertThat(
            IntStream.range(0, scores.length)
                .filter(i -> OTHERS[i][0] <= 0.5)
                .mapToDouble(i -> scores[i]))
        .allMatch(score -> score < lowestMissing);
    double[] unknown =
        scores(changed(ROWS, x -> Double.NaN), labels(ROWS, BoostedTreesTest::product), OTHERS, 3);
    assertThat(Arrays.stream(unknown).distinct()).hasSize(1).allMatch(Double::isFinite);
  }

  @Test
  void constantFeaturesAndFewLabelsGiveEqualScores() {
    assertThat(
            Arrays.stream(
                    scores(
                        changed(ROWS, x -> 7), labels(ROWS, BoostedTreesTest::product), OTHERS, 3))
                .distinct())
        .hasSize(1)
        .allMatch(Double::isFinite);
    double[][] few = Arrays.copyOf(ROWS, 2);
    assertThat(
            Arrays.stream(scores(few, labels(few, BoostedTreesTest::product), OTHERS, 3))
                .distinct())
        .hasSize(1)
        .allMatch(Double::isFinite);
    assertThat(scores(ROWS, labels(ROWS, BoostedTreesTest::product), new double[0][], 3)).isEmpty();
  }

  @Test
  void aSeedFixesTheScoresOnAnyThread() {
    double[] labels = labels(ROWS, BoostedTreesTest::product);
    List<Long> seeds = Stream.of(-5L, 0L, 7L, Long.MAX_VALUE, 7L, -5L, Long.MIN_VALUE, 0L).toList();
    List<double[]> alone = seeds.stream().map(seed -> scores(ROWS, labels, OTHERS, seed)).toList();
    assertThat(alone.get(0))
        .isEqualTo(alone.get(5))
        .isNotEqualTo(alone.get(1))
        .isNotEqualTo(alone.get(2));
    assertThat(alone.get(3)).isNotEqualTo(alone.get(1)).isNotEqualTo(alone.get(2));
    List<double[]> together = new ArrayList<>();
    InOrder.run(seeds, 4, seed -> scores(ROWS, labels, OTHERS, seed), together::add);
    assertThat(together).usingRecursiveComparison().isEqualTo(alone);
  }

  @Test
  void importanceIsThatOfTheFeaturesThatMatter() {
    double[] labels = labels(ROWS, row -> 3 * row[1] - row[2]);
    try (BoostedTrees trees = BoostedTrees.train(NAMES, ROWS, labels, 3)) {
      Map<String, Double> importance = trees.importance();
      assertThat(importance.keySet()).containsExactlyElementsOf(NAMES);
      assertThat(importance.get(NAMES.get(1))).isGreaterThan(2 * importance.get(NAMES.get(2)));
      NAMES.stream()
          .filter(name -> NAMES.indexOf(name) != 1 && NAMES.indexOf(name) != 2)
          .forEach(
              name ->
                  assertThat(importance.get(name))
                      .as(name)
                      .isLessThan(0.5 * importance.get(NAMES.get(2))));
    }
    try (BoostedTrees trees = BoostedTrees.train(NAMES, changed(ROWS, x -> 1), labels, 3)) {
      assertThat(trees.importance().values()).hasSize(NAMES.size()).containsOnly(0.0);
    }
  }

  @Test
  void wrongSizesAreRefused() {
    double[] labels = labels(ROWS, BoostedTreesTest::product);
    assertThatThrownBy(() -> BoostedTrees.train(List.of(), ROWS, labels, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 features");
    assertThatThrownBy(() -> BoostedTrees.train(NAMES, new double[0][], new double[0], 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 rows");
    assertThatThrownBy(() -> BoostedTrees.train(NAMES, ROWS, new double[3], 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("150 rows, 3 labels");
    assertThatThrownBy(() -> BoostedTrees.train(List.of("a"), ROWS, labels, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("row 0 has 8 values, expected 1");
    try (BoostedTrees trees = BoostedTrees.train(NAMES, ROWS, labels, 1)) {
      assertThatThrownBy(() -> trees.score(new double[][] {new double[8], {1, 2}}))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("row 1 has 2 values, expected 8");
    }
  }

  @Test
  void closedTreesAnswerNoMore() {
    BoostedTrees trees =
        BoostedTrees.train(NAMES, ROWS, labels(ROWS, BoostedTreesTest::product), 1);
    trees.close();
    trees.close();
    assertThatThrownBy(() -> trees.score(OTHERS))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("trees: closed");
    assertThatThrownBy(trees::importance).isInstanceOf(IllegalStateException.class);
  }
}
