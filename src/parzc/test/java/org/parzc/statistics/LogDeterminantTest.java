package org.parzc.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.hipparchus.linear.LUDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.junit.jupiter.api.Test;
import org.parzc.Draws;
import org.parzc.Seeded;

/** log |det| of matrices of counts. */
class LogDeterminantTest {
  @Seeded(tries = 200)
  void agreesWithALibrary(Draws draws) {
    int n = draws.whole(1, 8);
    long[] counts = new long[n * n];
    double[][] rows = new double[n][n];
    for (int k = 0; k < counts.length; k++) {
      // A heavy diagonal keeps the matrix away from singular ones, where both answers are rounding.
      counts[k] = draws.whole(-1000, 1000) + (k % (n + 1) == 0 ? 10_000L : 0);
      rows[k / n][k % n] = counts[k];
    }
    double expected =
        Math.log(
            Math.abs(new LUDecomposition(MatrixUtils.createRealMatrix(rows)).getDeterminant()));
    assertThat(LogDeterminant.of(counts))
        .isCloseTo(expected, within(1e-10 * Math.max(1, Math.abs(expected))));
  }

  @Test
  void aSingularMatrixHasMinusInfinity() {
    assertThat(LogDeterminant.of(new long[] {0})).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(LogDeterminant.of(new long[] {7, 7, 7, 7})).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(LogDeterminant.of(new long[] {1, 2, 3, 0, 0, 0, 5, 1, 2}))
        .isEqualTo(Double.NEGATIVE_INFINITY);
  }

  @Test
  void aZeroPivotIsNoObstacleAndTheSignIsDropped() {
    assertThat(LogDeterminant.of(new long[] {0, 3, 2, 0})).isCloseTo(Math.log(6), within(1e-15));
    assertThat(LogDeterminant.of(new long[] {-5})).isCloseTo(Math.log(5), within(1e-15));
  }

  @Test
  void doesNotOverflowWhereTheDeterminantDoes() {
    int n = 128;
    long[] counts = new long[n * n];
    for (int i = 0; i < n; i++) {
      counts[i * n + i] = 1_000_000_000L;
    }
    assertThat(LogDeterminant.of(counts)).isCloseTo(n * Math.log(1e9), within(1e-9));
  }
}
