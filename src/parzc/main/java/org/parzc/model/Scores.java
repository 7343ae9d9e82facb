package org.parzc.model;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Predicted scores of architectures, higher for better ones, with their uncertainty.
 *
 * @param mean one score per architecture; NaN where there is none
 * @param standardDeviation their standard deviations, on the same scale; empty if the method knows
 *     none
 */
public record Scores(double[] mean, double[] standardDeviation) {
  /**
   * Checks the lengths.
   *
   * @throws IllegalArgumentException if there are standard deviations, but not one of each score
   */
  public Scores {
    if (standardDeviation.length != 0 && standardDeviation.length != mean.length) {
      throw new IllegalArgumentException(
          "standard deviations: found %d for %d scores, expected one of each or none"
              .formatted(standardDeviation.length, mean.length));
    }
  }

  /** Returns scores of a method that knows no standard deviations. */
  public static Scores certain(double[] mean) {
    return new Scores(mean, new double[0]);
  }

  /**
   * Returns the indices of values, the highest first, equal ones in order, what is not a number
   * last.
   */
  public static int[] bestFirst(double[] values) {
    return IntStream.range(0, values.length)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> -values[i]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** Returns whether there are standard deviations. */
  public boolean hasStandardDeviation() {
    return standardDeviation.length > 0;
  }

  /**
   * Returns the scores of a mixture of both in equal parts; disagreement counts as uncertainty.
   *
   * @param other of as many examples
   */
  Scores mixedWith(Scores other) {
    double[] mixed = new double[mean.length];
    for (int i = 0; i < mixed.length; i++) {
      double apart = (mean[i] - other.mean[i]) / 2;
      double within =
          (standardDeviation[i] * standardDeviation[i]
                  + other.standardDeviation[i] * other.standardDeviation[i])
              / 2;
      mixed[i] = Math.sqrt(within + apart * apart);
    }
    return new Scores(Ensemble.average(new double[][] {mean, other.mean}), mixed);
  }
}
