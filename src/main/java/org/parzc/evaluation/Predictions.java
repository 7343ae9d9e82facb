package org.parzc.evaluation;

import java.util.List;
import org.parzc.labels.Direction;
import org.parzc.model.Scores;

/**
 * What a ranker said of architectures that it was not trained on, and what is true. The arrays are not copied.
 *
 * @param architectures texts of the architectures, n of them
 * @param labels what is true of each
 * @param scores predicted, higher for better ones
 * @param deviations standard deviations of the scores
 */
public record Predictions(List<String> architectures, double[] labels, double[] scores, double[] deviations) {
  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if there are not as many labels and scores as architectures, or deviations, but
   *     not one of each score
   */
  public Predictions {
    architectures = List.copyOf(architectures);
    if (labels.length != architectures.size() || scores.length != labels.length
        || deviations.length != 0 && deviations.length != scores.length) {
      throw new IllegalArgumentException("predictions: found %d labels, %d scores and %d deviations of %d "
          .formatted(labels.length, scores.length, deviations.length, architectures.size())
          + "architectures, expected one of each");
    }
  }

  /**
   * Returns these with labels so that higher is better; of what this returned, these. Labels stay as they are where
   * higher is better anyway.
   */
  public Predictions in(Direction direction) {
    return new Predictions(architectures, direction.oriented(labels), scores, deviations);
  }

  /** Returns the scores with their deviations. */
  public Scores asScores() {
    return new Scores(scores, deviations);
  }
}
