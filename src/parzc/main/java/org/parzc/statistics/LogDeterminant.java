package org.parzc.statistics;

/** Logarithm of the absolute determinant of a matrix of counts. */
final class LogDeterminant {
  private LogDeterminant() {}

  /**
   * Returns log |det K| by Gaussian elimination with partial pivoting, pivot by pivot, so that no
   * determinant of many large counts overflows; −∞ if K is singular.
   *
   * @param counts a square matrix, row by row
   */
  static double of(long[] counts) {
    int n = (int) Math.sqrt(counts.length);
    double[][] rows = new double[n][n];
    for (int i = 0; i < counts.length; i++) {
      rows[i / n][i % n] = counts[i];
    }
    double log = 0;
    for (int column = 0; column < n; column++) {
      int pivot = column;
      for (int row = column + 1; row < n; row++) {
        if (Math.abs(rows[row][column]) > Math.abs(rows[pivot][column])) {
          pivot = row;
        }
      }
      double[] swapped = rows[column];
      rows[column] = rows[pivot];
      rows[pivot] = swapped;
      double[] top = rows[column];
      log += Math.log(Math.abs(top[column]));
      if (top[column] == 0) {
        return Double.NEGATIVE_INFINITY;
      }
      for (int row = column + 1; row < n; row++) {
        double factor = rows[row][column] / top[column];
        for (int k = column; k < n; k++) {
          rows[row][k] -= factor * top[k];
        }
      }
    }
    return log;
  }
}
