package org.parzc.images;

import com.google.common.base.Preconditions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * An affine map of pixels in 0…1 for each stored channel: subtract the mean, divide by the standard
 * deviation. Immutable and thread-safe.
 *
 * @param mean mean of each channel
 * @param standardDeviation standard deviation of each channel, positive
 */
public record Normalisation(List<Double> mean, List<Double> standardDeviation) {
  private static final int LEVELS = 256;

  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException if the lengths differ or a standard deviation is not positive
   */
  public Normalisation {
    mean = List.copyOf(mean);
    standardDeviation = List.copyOf(standardDeviation);
    Preconditions.checkArgument(
        mean.size() == standardDeviation.size(),
        "%s means, %s standard deviations",
        mean.size(),
        standardDeviation.size());
    Preconditions.checkArgument(
        standardDeviation.stream().allMatch(d -> d > 0),
        "standard deviations %s, expected > 0",
        standardDeviation);
  }

  /**
   * Measures pixels that were counted by their value, which makes the result independent of any
   * summation order. A channel that is constant gets 1.
   *
   * @param counts for each channel how often each of the 256 values occurs
   */
  static Normalisation of(long[][] counts) {
    List<Double> means = new ArrayList<>();
    List<Double> standardDeviations = new ArrayList<>();
    for (long[] count : counts) {
      double total = 0;
      double sum = 0;
      for (int value = 0; value < LEVELS; value++) {
        total += count[value];
        sum += (double) count[value] * value;
      }
      double mean = sum / total;
      double squares = 0;
      for (int value = 0; value < LEVELS; value++) {
        squares += count[value] * (value - mean) * (value - mean);
      }
      double standardDeviation = Math.sqrt(squares / total) / (LEVELS - 1);
      means.add(mean / (LEVELS - 1));
      standardDeviations.add(standardDeviation == 0 ? 1 : standardDeviation);
    }
    return new Normalisation(means, standardDeviations);
  }

  /** Returns the normalised value of each of the 256 byte values of a channel. */
  float[] table(int channel) {
    float[] table = new float[LEVELS];
    for (int value = 0; value < LEVELS; value++) {
      table[value] =
          (float)
              ((value / (double) (LEVELS - 1) - mean.get(channel))
                  / standardDeviation.get(channel));
    }
    return table;
  }

  /** Returns both lists with four decimals, for provenance. */
  @Override
  public String toString() {
    return "mean " + decimals(mean) + ", std " + decimals(standardDeviation);
  }

  private static String decimals(List<Double> values) {
    return values.stream()
        .map(value -> String.format(Locale.ROOT, "%.4f", value))
        .collect(Collectors.joining(" "));
  }
}
