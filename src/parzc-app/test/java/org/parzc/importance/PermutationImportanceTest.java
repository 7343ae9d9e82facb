package org.parzc.importance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/** What a ranking loses is what the permuted features gave. */
class PermutationImportanceTest {
  private static final double[][] ROWS = rows();
  private static final double[] LABELS = Arrays.stream(ROWS).mapToDouble(row -> row[0]).toArray();

  /** Returns rows of three normal features, the last two equal. */
  private static double[][] rows() {
    Random random = new Random(1);
    double[][] rows = new double[200][];
    for (int i = 0; i < rows.length; i++) {
      double twin = random.nextGaussian();
      rows[i] = new double[] {random.nextGaussian(), twin, twin};
    }
    return rows;
  }

  private static PermutationImportance of(
      ToDoubleFunction<double[]> score, int permutations, long seed) {
    return new PermutationImportance(
        rows -> Arrays.stream(rows).mapToDouble(score).toArray(), ROWS, LABELS, permutations, seed);
  }

  private static FeatureGroup group(Integer... features) {
    return new FeatureGroup(
        new FeatureGroup.Name(Optional.of("group"), Optional.empty()), List.of(features));
  }

  @Test
  void whatNobodyUsesLosesNothing() {
    PermutationImportance importance = of(row -> row[0], 3, 5);
    assertThat(importance.tau()).isEqualTo(1);
    assertThat(importance.drop(group(1, 2))).isEqualTo(0);
    assertThat(importance.drop(group())).isEqualTo(0);
    assertThat(of(row -> row[0] + row[1], 3, 5).tau()).isBetween(0.3, 0.7);
    assertThat(of(row -> row[0] + row[1], 3, 5).drop(group(2))).isEqualTo(0);
  }

  @Test
  void theOnlyFeatureUsedLosesAll() {
    assertThat(of(row -> row[0], 5, 5).drop(group(0))).isCloseTo(1, within(0.1));
    assertThat(of(row -> row[0], 5, 5).drop(group(0, 1, 2))).isCloseTo(1, within(0.1));
  }

  @Test
  void whatHarmsLosesLessThanNothing() {
    PermutationImportance importance = of(row -> -row[0], 5, 5);
    assertThat(importance.tau()).isEqualTo(-1);
    assertThat(importance.drop(group(0))).isCloseTo(-1, within(0.1));
  }

  @Test
  void aGroupIsPermutedTogether() {
    PermutationImportance importance = of(row -> row[0] + 100 * (row[1] - row[2]), 3, 5);
    assertThat(importance.drop(group(1, 2))).isEqualTo(0);
    assertThat(importance.drop(group(1))).isGreaterThan(0.8);
  }

  @Test
  void theSeedFixesThePermutationsAndTheRowsStayAsTheyAre() {
    double[][] before = Arrays.stream(ROWS).map(double[]::clone).toArray(double[][]::new);
    double drop = of(row -> row[0], 3, 5).drop(group(0));
    assertThat(of(row -> row[0], 3, 5).drop(group(0))).isEqualTo(drop);
    assertThat(of(row -> row[0], 3, 6).drop(group(0))).isNotEqualTo(drop);
    assertThat(of(row -> row[0], 1, 5).drop(group(0))).isNotEqualTo(drop);
    assertThat(ROWS).isDeepEqualTo(before);
  }
}
