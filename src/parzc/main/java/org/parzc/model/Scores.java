package org.parzc.model;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Scores of some architectures, higher for better ones.
 *
 * @param mean one score per architecture; NaN where there is none
 * @param deviation their standard deviations, on the same scale; empty if the method knows none
 */
public record Scores(double[] mean, double[] deviation) {
  /**
   * Checks the lengths.
   *
   * @throws IllegalArgumentException if there are standard deviations, but not one of each score
   */
  public Scores {
    if (deviation.length != 0 && deviation.length != mean.length) {
      throw new IllegalArgumentException(
          "standard deviations: found %d for %d scores, expected one of each or none"
              .formatted(deviation.length, mean.length));
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
  public boolean hasDeviation() {
    return deviation.length > 0;
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
      double within = (deviation[i] * deviation[i] + other.deviation[i] * other.deviation[i]) / 2;
      mixed[i] = Math.sqrt(within + apart * apart);
    }
    return new Scores(Ensemble.average(new double[][] {mean, other.mean}), mixed);
  }
}
