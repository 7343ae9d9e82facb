package org.parzc.ranking;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.hipparchus.stat.correlation.SpearmansCorrelation;
import org.parzc.model.LabelScale;
import org.parzc.model.Scores;

/**
 * What the deviations of scores are worth. An error is the distance of a score from the Gaussian rank of the label
 * among all that are ranked: the scale that predictors are trained on.
 *
 * @param errorCorrelation Spearman's ρ between deviation and error, in [−1, 1]: whether larger deviations mean larger
 *     errors; 0 if all deviations are equal
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
   */
  public static double[] coverage(Scores scores, double[] labels, double[] deviations) {
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
   */
  public static Calibration of(Scores scores, double[] labels) {
    double[] truth = LabelScale.GAUSSIAN_RANK.scale(labels);
    double[] errors = new double[truth.length];
    for (int i = 0; i < truth.length; i++) {
      errors[i] = Math.abs(scores.mean()[i] - truth[i]);
    }
    double correlation = new SpearmansCorrelation().correlation(scores.deviation(), errors);
    double[] within = coverage(scores, labels, new double[] {1, 2});
    return new Calibration(Double.isNaN(correlation) ? 0 : correlation, within[0], within[1]);
  }
}
