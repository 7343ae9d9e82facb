package org.parzc.evaluation;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.stat.correlation.SpearmansCorrelation;
import org.parzc.dataset.LabelCheck;
import org.parzc.dataset.MeanStd;
import org.parzc.model.LabelScale;
import org.parzc.model.Scores;

/**
 * Uncertainty calibration of a ranker: how its standard deviations compare with its errors. An
 * error is the distance of a score from the Gaussian rank of the label among all that are ranked:
 * the scale that predictors are trained on.
 *
 * @param errorCorrelation Spearman's ρ between standard deviation and error, in [−1, 1]: whether
 *     larger standard deviations mean larger errors; NaN, as it is undefined, if all standard
 *     deviations are equal or all errors are
 * @param withinOne share of the errors that are at most one standard deviation; 0.683 of a normal
 *     distribution
 * @param withinTwo share of the errors that are at most two standard deviations; 0.954 of a normal
 *     distribution
 */
public record Calibration(double errorCorrelation, double withinOne, double withinTwo) {
  /** Returns the means of some, such as one per split; empty if there are none. */
  static Optional<Calibration> mean(List<Calibration> splits) {
    return splits.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Calibration(
                mean(splits, Calibration::errorCorrelation),
                mean(splits, Calibration::withinOne),
                mean(splits, Calibration::withinTwo)));
  }

  private static double mean(List<Calibration> splits, ToDoubleFunction<Calibration> measure) {
    return MeanStd.of(splits.stream().mapToDouble(measure)).mean();
  }

  /**
   * Returns the calibration curve: which share of the errors is within the interval around the
   * score that, of a normal distribution with the score's standard deviation, has an expected
   * share.
   *
   * @param scores with standard deviations, all finite
   * @param labels one per score, higher for better architectures
   * @param expected shares, in [0, 1)
   * @return one observed share for each expected one
   * @throws IllegalArgumentException if there are more or fewer labels or standard deviations than
   *     scores
   * @throws org.parzc.InputException if there are fewer than 2 labels, or one is not finite
   */
  public static double[] curve(Scores scores, double[] labels, double[] expected) {
    NormalDistribution normal = new NormalDistribution();
    return coverage(
        scores,
        labels,
        Arrays.stream(expected)
            .map(share -> normal.inverseCumulativeProbability(0.5 + share / 2))
            .toArray());
  }

  /** Returns which share of the errors is at most so many standard deviations, for each number. */
  private static double[] coverage(Scores scores, double[] labels, double[] multiples) {
    requireStd(scores, labels);
    double[] truth = LabelScale.GAUSSIAN_RANK.scale(labels);
    return Arrays.stream(multiples)
        .map(
            times ->
                IntStream.range(0, truth.length)
                        .filter(
                            i ->
                                Math.abs(scores.mean()[i] - truth[i])
                                    <= times * scores.standardDeviation()[i])
                        .count()
                    / (double) truth.length)
        .toArray();
  }

  /**
   * Compares standard deviations with errors.
   *
   * @param scores with standard deviations, all finite
   * @param labels one per score, at least 2
   * @throws IllegalArgumentException if there are more or fewer labels or standard deviations than
   *     scores
   * @throws org.parzc.InputException if there are fewer than 2 labels, or one is not finite
   */
  public static Calibration of(Scores scores, double[] labels) {
    requireStd(scores, labels);
    double[] truth = LabelScale.GAUSSIAN_RANK.scale(labels);
    double[] errors = new double[truth.length];
    for (int i = 0; i < truth.length; i++) {
      errors[i] = Math.abs(scores.mean()[i] - truth[i]);
    }
    double correlation = new SpearmansCorrelation().correlation(scores.standardDeviation(), errors);
    double[] within = coverage(scores, labels, new double[] {1, 2});
    return new Calibration(correlation, within[0], within[1]);
  }

  private static void requireStd(Scores scores, double[] labels) {
    LabelCheck.requireComparable("scores", scores.mean().length, labels);
    if (!scores.hasStandardDeviation()) {
      throw new IllegalArgumentException(
          "scores: found no standard deviations, expected one of each score");
    }
  }
}
