package org.parzc.ranking;

import org.hipparchus.stat.correlation.SpearmansCorrelation;
import org.parzc.model.LabelScale;
import org.parzc.model.Scores;

/**
 * What the deviations of scores are worth. An error is the distance of a score from the Gaussian rank of the label among
 * all that are ranked: the scale that predictors are trained on.
 *
 * @param errorCorrelation Spearman's ρ between deviation and error, in [−1, 1]: whether larger deviations mean larger
 *     errors; 0 if all deviations are equal
 * @param withinOne share of the errors that are at most one deviation; 0.683 of a normal distribution
 * @param withinTwo share of the errors that are at most two deviations; 0.954 of a normal distribution
 */
public record Calibration(double errorCorrelation, double withinOne, double withinTwo) {
  /**
   * Compares deviations with errors.
   *
   * @param scores with deviations, all finite
   * @param labels one per score, at least 2
   */
  public static Calibration of(Scores scores, double[] labels) {
    double[] truth = LabelScale.GAUSSIAN_RANK.scale(labels);
    double[] errors = new double[truth.length];
    double one = 0;
    double two = 0;
    for (int i = 0; i < truth.length; i++) {
      errors[i] = Math.abs(scores.mean()[i] - truth[i]);
      one += errors[i] <= scores.deviation()[i] ? 1 : 0;
      two += errors[i] <= 2 * scores.deviation()[i] ? 1 : 0;
    }
    double correlation = new SpearmansCorrelation().correlation(scores.deviation(), errors);
    return new Calibration(Double.isNaN(correlation) ? 0 : correlation, one / truth.length, two / truth.length);
  }
}
