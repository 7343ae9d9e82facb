package org.parzc.evaluation;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.hipparchus.stat.correlation.SpearmansCorrelation;
import org.parzc.dataset.LabelCheck;
import org.parzc.model.LabelScale;
import org.parzc.model.Scores;

/**
 * What the deviations of scores are worth. An error is the distance of a score from the Gaussian rank of the label
 * among all that are ranked: the scale that predictors are trained on.
 *
 * @param errorCorrelation Spearman's ρ between deviation and error, in [−1, 1]: whether larger deviations mean larger
 *     errors; NaN, as it is undefined, if all deviations are equal or all errors are
 * @param withinOne share of the errors that are at most one deviation; 0.683 of a normal distribution
 * @param withinTwo share of the errors that are at most two deviations; 0.954 of a normal distribution
 */
public record Calibration(double errorCorrelation, double withinOne, double withinTwo) {
  /**
   * Returns which share of the errors is at most so many deviations, for each number.
   *
   * @param scores with deviations, all finite
   * @param labels one per score
   * @param deviations numbers of deviations, such as 1 and 2
   * @throws IllegalArgumentException if there are more or fewer labels or deviations than scores
   * @throws org.parzc.InputException if there are fewer than 2 labels, or one is not finite
   */
  public static double[] coverage(Scores scores, double[] labels, double[] deviations) {
    requireDeviations(scores, labels);
    double[] truth = LabelScale.GAUSSIAN_RANK.scale(labels);
    return Arrays.stream(deviations).map(times -> IntStream.range(0, truth.length)
        .filter(i -> Math.abs(scores.mean()[i] - truth[i]) <= times * scores.deviation()[i]).count()
        / (double) truth.length).toArray();
  }

  /**
   * Compares deviations with errors.
   *
   * @param scores with deviations, all finite
   * @param labels one per score, at least 2
   * @throws IllegalArgumentException if there are more or fewer labels or deviations than scores
   * @throws org.parzc.InputException if there are fewer than 2 labels, or one is not finite
   */
  public static Calibration of(Scores scores, double[] labels) {
    requireDeviations(scores, labels);
    double[] truth = LabelScale.GAUSSIAN_RANK.scale(labels);
    double[] errors = new double[truth.length];
    for (int i = 0; i < truth.length; i++) {
      errors[i] = Math.abs(scores.mean()[i] - truth[i]);
    }
    double correlation = new SpearmansCorrelation().correlation(scores.deviation(), errors);
    double[] within = coverage(scores, labels, new double[] {1, 2});
    return new Calibration(correlation, within[0], within[1]);
  }

  private static void requireDeviations(Scores scores, double[] labels) {
    LabelCheck.requireComparable("scores", scores.mean().length, labels);
    if (!scores.hasDeviation()) {
      throw new IllegalArgumentException("scores: found no deviations, expected one of each score");
    }
  }
}
