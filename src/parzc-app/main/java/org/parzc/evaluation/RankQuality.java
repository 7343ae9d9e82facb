package org.parzc.evaluation;

import com.fasterxml.jackson.annotation.JsonAlias;
import java.util.Arrays;
import org.hipparchus.stat.correlation.KendallsCorrelation;
import org.hipparchus.stat.correlation.SpearmansCorrelation;
import org.parzc.dataset.LabelCheck;
import org.parzc.labels.Direction;
import org.parzc.model.Scores;

/**
 * Quality of a ranking: how well scores order architectures. Precision at the top k is the share of
 * the k with the best labels that is among the k with the highest scores, in [0, 1].
 *
 * @param tau Kendall's τ_b between scores and labels, in [−1, 1]; NaN, as it is undefined, if all
 *     scores are equal or all labels are
 * @param rho Spearman's ρ, in [−1, 1]; NaN where {@code tau} is
 * @param precisionAt1Percent precision at the top hundredth, of at least one architecture
 * @param precisionAt5Percent precision at the top twentieth, of at least one architecture
 * @param precisionAt10 precision at the top ten (P@10)
 * @param bestInTopTen best label among the ten architectures with the highest scores
 */
public record RankQuality(
    double tau,
    double rho,
    double precisionAt1Percent,
    double precisionAt5Percent,
    @JsonAlias("precisionAtTopTen") double precisionAt10,
    double bestInTopTen) {
  private static final int TEN = 10;

  /**
   * Compares scores with labels in O(n log n); a score that is not a number counts as the worst,
   * and where equal values meet the edge of a top, the first given are in it.
   *
   * @param scores higher for better architectures
   * @param labels one per score, at least 2, finite, higher for better architectures
   * @throws IllegalArgumentException if there are more or fewer labels than scores
   * @throws org.parzc.InputException if there are fewer than 2, or a label is not finite
   */
  public static RankQuality of(double[] scores, double[] labels) {
    LabelCheck.requireComparable("scores", scores.length, labels);
    // Adding 0 makes −0 and 0 the same score.
    double[] comparable =
        Arrays.stream(scores)
            .map(s -> Double.isNaN(s) ? Double.NEGATIVE_INFINITY : s + 0.0)
            .toArray();
    // Ranks instead of scores: the library cannot subtract infinities.
    double[] ranks = denseRanks(comparable);
    int[] predicted = Scores.bestFirst(comparable);
    int[] truth = Scores.bestFirst(labels);
    return new RankQuality(
        new KendallsCorrelation().correlation(ranks, labels),
        new SpearmansCorrelation().correlation(ranks, labels),
        precision(predicted, truth, share(0.01, labels)),
        precision(predicted, truth, share(0.05, labels)),
        precision(predicted, truth, Math.min(TEN, labels.length)),
        Arrays.stream(predicted).limit(TEN).mapToDouble(i -> labels[i]).max().orElseThrow());
  }

  /** Returns the quality with the best label turned around where lower ones are better. */
  RankQuality in(Direction direction) {
    return new RankQuality(
        tau,
        rho,
        precisionAt1Percent,
        precisionAt5Percent,
        precisionAt10,
        direction.oriented(bestInTopTen));
  }

  private static double[] denseRanks(double[] values) {
    double[] sorted = Arrays.stream(values).distinct().sorted().toArray();
    return Arrays.stream(values).map(value -> Arrays.binarySearch(sorted, value)).toArray();
  }

  private static int share(double share, double[] labels) {
    return Math.max(1, (int) Math.round(share * labels.length));
  }

  private static double precision(int[] predicted, int[] truth, int top) {
    boolean[] best = new boolean[truth.length];
    Arrays.stream(truth).limit(top).forEach(i -> best[i] = true);
    return (double) Arrays.stream(predicted).limit(top).filter(i -> best[i]).count() / top;
  }
}
