package org.parzc.dataset;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/**
 * Mean and standard deviation of repeated measurements, such as one per split or one per seed.
 *
 * @param mean arithmetic mean; NaN if there are no values or one is NaN
 * @param std sample standard deviation (n − 1 in the denominator); 0 of a single value, NaN where
 *     the mean is
 */
public record MeanStd(double mean, double std) {
  /** Summarises values. */
  public static MeanStd of(DoubleStream measured) {
    double[] values = measured.toArray();
    double mean = Arrays.stream(values).average().orElse(Double.NaN);
    double squares = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
    return new MeanStd(
        mean,
        Double.isNaN(mean)
            ? Double.NaN
            : values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1)));
  }
}
