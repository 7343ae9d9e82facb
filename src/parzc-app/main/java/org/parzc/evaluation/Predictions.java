package org.parzc.evaluation;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.parzc.labels.Direction;
import org.parzc.model.Scores;

/**
 * Predictions of a ranker on held-out architectures, beside their true labels. The arrays are not
 * copied.
 *
 * @param architectures texts of the architectures, n of them
 * @param labels what is true of each
 * @param scores predicted, higher for better ones
 * @param standardDeviations standard deviations of the scores; empty if the ranker knows none
 */
public record Predictions(
    List<String> architectures,
    double[] labels,
    double[] scores,
    @JsonProperty("deviations") double[] standardDeviations) {
  /** A tenth of so few has no order. */
  private static final int FEWEST = 2;

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if there are not as many labels and scores as architectures,
   *     or standard deviations, but not one of each score
   */
  public Predictions {
    architectures = List.copyOf(architectures);
    if (labels.length != architectures.size()
        || scores.length != labels.length
        || standardDeviations.length != 0 && standardDeviations.length != scores.length) {
      throw new IllegalArgumentException(
          "predictions: found %d labels, %d scores and %d standard deviations of %d "
                  .formatted(
                      labels.length, scores.length, standardDeviations.length, architectures.size())
              + "architectures, expected one of each");
    }
  }

  /**
   * Returns these with labels so that higher is better; of what this returned, these. Labels stay
   * as they are where higher is better anyway.
   */
  public Predictions in(Direction direction) {
    return new Predictions(architectures, direction.oriented(labels), scores, standardDeviations);
  }

  /** Returns the scores with their standard deviations. */
  public Scores asScores() {
    return new Scores(scores, standardDeviations);
  }

  /** Returns the same predictions, those with the best labels first, equal ones in order. */
  public Predictions bestFirst(Direction direction) {
    return pick(Scores.bestFirst(direction.oriented(labels)));
  }

  /** Returns the same predictions, those with the highest scores first, equal ones in order. */
  public Predictions highestFirst() {
    return pick(Scores.bestFirst(scores));
  }

  /** Returns the first tenth of the predictions: at least two, since fewer have no order. */
  public Predictions firstTenth() {
    return pick(IntStream.range(0, tenth()).toArray());
  }

  /** Returns what {@link #firstTenth} leaves. */
  public Predictions withoutFirstTenth() {
    return pick(IntStream.range(tenth(), labels.length).toArray());
  }

  private int tenth() {
    return Math.min(labels.length, Math.max(FEWEST, (int) Math.round(labels.length / 10.0)));
  }

  /** Returns how well the scores order the architectures. */
  public RankQuality quality(Direction direction) {
    return RankQuality.of(scores, direction.oriented(labels));
  }

  private Predictions pick(int[] indices) {
    return new Predictions(
        Arrays.stream(indices).mapToObj(architectures::get).toList(),
        pick(labels, indices),
        pick(scores, indices),
        standardDeviations.length == 0 ? standardDeviations : pick(standardDeviations, indices));
  }

  private static double[] pick(double[] values, int[] indices) {
    return Arrays.stream(indices).mapToDouble(i -> values[i]).toArray();
  }
}
