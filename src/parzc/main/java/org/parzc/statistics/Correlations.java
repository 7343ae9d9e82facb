package org.parzc.statistics;

import java.util.Arrays;

/** Pearson correlations between rows. */
final class Correlations {
  private Correlations() {}

  /** Returns the rows × rows matrix of correlations, clipped to [−1, 1]; NaN for a constant row. */
  static double[][] ofRows(double[][] rows) {
    int n = rows.length;
    double[][] centred = Arrays.stream(rows).map(Correlations::centre).toArray(double[][]::new);
    double[] norms = Arrays.stream(centred).mapToDouble(row -> Math.sqrt(dot(row, row))).toArray();
    double[][] correlations = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        double correlation = dot(centred[i], centred[j]) / (norms[i] * norms[j]);
        correlations[i][j] = Math.max(-1, Math.min(1, correlation));
      }
    }
    return correlations;
  }

  /** Returns whether every entry is finite. */
  static boolean finite(double[][] matrix) {
    return Arrays.stream(matrix).flatMapToDouble(Arrays::stream).allMatch(Double::isFinite);
  }

  private static double[] centre(double[] row) {
    double mean = Arrays.stream(row).average().orElse(0);
    return Arrays.stream(row).map(value -> value - mean).toArray();
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
