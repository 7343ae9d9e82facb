package org.parzc.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.stat.correlation.PearsonsCorrelation;
import org.junit.jupiter.api.Test;
import org.parzc.Draws;
import org.parzc.Seeded;

/** Pearson correlations between rows. */
class CorrelationsTest {
  @Seeded(tries = 100)
  void agreeWithALibrary(Draws draws) {
    int rows = draws.whole(2, 6);
    int columns = draws.whole(3, 40);
    double[][] values = new double[rows][];
    for (int i = 0; i < rows; i++) {
      double offset = 100 * draws.nextGaussian();
      values[i] = draws.doubles(columns).map(u -> offset + u).toArray();
    }
    RealMatrix expected =
        new PearsonsCorrelation()
            .computeCorrelationMatrix(MatrixUtils.createRealMatrix(values).transpose());
    double[][] found = Correlations.ofRows(values);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < rows; j++) {
        assertThat(found[i][j])
            .isCloseTo(expected.getEntry(i, j), within(1e-9))
            .isBetween(-1.0, 1.0);
      }
    }
  }

  @Test
  void aConstantRowCorrelatesWithNothing() {
    double[][] found = Correlations.ofRows(new double[][] {{1, 1, 1}, {1, 2, 4}});
    assertThat(found[0][0]).isNaN();
    assertThat(found[0][1]).isNaN();
    assertThat(found[1][0]).isNaN();
    assertThat(found[1][1]).isCloseTo(1, within(1e-15));
    assertThat(Correlations.finite(found)).isFalse();
    assertThat(Correlations.finite(new double[][] {{1, 0.5}, {0.5, 1}})).isTrue();
  }
}
