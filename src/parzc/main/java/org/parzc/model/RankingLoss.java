package org.parzc.model;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.parzc.network.Device;

/** A loss on a list of scores and labels, with its gradient. Stateless. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "loss")
@JsonSubTypes({
  @JsonSubTypes.Type(value = RankingLoss.DiffKendall.class, name = "diffkendall"),
  @JsonSubTypes.Type(value = RankingLoss.PairwiseLogistic.class, name = "logistic"),
  @JsonSubTypes.Type(value = RankingLoss.SquaredError.class, name = "mse")
})
public sealed interface RankingLoss {
  /**
   * A loss at one point.
   *
   * @param value the loss
   * @param gradient its derivative with respect to each score
   */
  record Evaluation(double value, double[] gradient) {}

  /**
   * Returns the loss and its gradient.
   *
   * @param scores n scores, n ≥ 2, finite
   * @param labels n labels, finite
   * @throws IllegalArgumentException if there are more or fewer labels than scores
   */
  Evaluation evaluate(double[] scores, double[] labels);

  private static void requireSameLength(double[] scores, double[] labels) {
    if (labels.length != scores.length) {
      throw new IllegalArgumentException(
          "labels: found %d for %d scores, expected one of each"
              .formatted(labels.length, scores.length));
    }
  }

  /**
   * 1 − τ_α, with τ_α the differentiable Kendall's tau (Zheng et al., DiffKendall, NeurIPS 2023;
   * ParZC, eq. 7).
   *
   * @param alpha steepness α, positive
   */
  record DiffKendall(double alpha) implements RankingLoss {
    @Override
    public Evaluation evaluate(double[] scores, double[] labels) {
      org.parzc.nativecore.DiffKendall tau =
          Device.cpu().kernels().diffKendall(scores, labels, alpha);
      double[] gradient = tau.gradient();
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] = -gradient[i];
      }
      return new Evaluation(1 - tau.value(), gradient);
    }
  }

  /**
   * Mean of log(1 + exp(−(x_i − x_j))) over the pairs with y_i &gt; y_j (Burges et al., RankNet,
   * ICML 2005).
   */
  record PairwiseLogistic() implements RankingLoss {
    @Override
    public Evaluation evaluate(double[] scores, double[] labels) {
      requireSameLength(scores, labels);
      double value = 0;
      double[] gradient = new double[scores.length];
      long pairs = 0;
      for (int i = 0; i < scores.length; i++) {
        for (int j = 0; j < scores.length; j++) {
          if (labels[i] > labels[j]) {
            double difference = scores[i] - scores[j];
            value += Math.max(0, -difference) + Math.log1p(Math.exp(-Math.abs(difference)));
            double slope = -1 / (1 + Math.exp(difference));
            gradient[i] += slope;
            gradient[j] -= slope;
            pairs++;
          }
        }
      }
      long count = Math.max(1, pairs);
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] /= count;
      }
      return new Evaluation(value / count, gradient);
    }
  }

  /** Mean of (x − y)². */
  record SquaredError() implements RankingLoss {
    @Override
    public Evaluation evaluate(double[] scores, double[] labels) {
      requireSameLength(scores, labels);
      double value = 0;
      double[] gradient = new double[scores.length];
      for (int i = 0; i < scores.length; i++) {
        double error = scores[i] - labels[i];
        value += error * error / scores.length;
        gradient[i] = 2 * error / scores.length;
      }
      return new Evaluation(value, gradient);
    }
  }
}
