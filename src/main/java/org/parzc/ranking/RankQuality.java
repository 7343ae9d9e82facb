package org.parzc.ranking;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.hipparchus.stat.correlation.KendallsCorrelation;
import org.hipparchus.stat.correlation.SpearmansCorrelation;

/**
 * How well scores order architectures.
 *
 * @param tau Kendall's τ_b between scores and labels, in [−1, 1]; 0 if all scores are equal
 * @param rho Spearman's ρ, in [−1, 1]; 0 if all scores are equal
 * @param precisionAtTop share of the truly best tenth that is in the predicted best tenth
 * @param bestInTopTen best label among the ten architectures with the highest scores
 */
public record RankQuality(double tau, double rho, double precisionAtTop, double bestInTopTen) {
  /** Share of the architectures that {@link #precisionAtTop} is about. */
  private static final double TOP_SHARE = 0.1;
  private static final int TOP = 10;

  /**
   * Compares scores with labels; a score that is not a number counts as the worst.
   *
   * @param scores higher for better architectures
   * @param labels one per score, at least 2
   */
  public static RankQuality of(double[] scores, double[] labels) {
    // Adding 0 makes −0 and 0 the same score.
    double[] comparable = Arrays.stream(scores).map(s -> Double.isNaN(s) ? Double.NEGATIVE_INFINITY : s + 0.0)
        .toArray();
    // Ranks instead of scores: the library cannot subtract infinities.
    double[] ranks = denseRanks(comparable);
    int share = Math.max(1, (int) Math.round(TOP_SHARE * labels.length));
    Set<Integer> truth = new HashSet<>(top(labels, share));
    long hits = top(comparable, share).stream().filter(truth::contains).count();
    double best = top(comparable, Math.min(TOP, labels.length)).stream().mapToDouble(i -> labels[i]).max().orElse(0);
    return new RankQuality(orZero(new KendallsCorrelation().correlation(ranks, labels)),
        orZero(new SpearmansCorrelation().correlation(ranks, labels)), (double) hits / share, best);
  }

  private static double[] denseRanks(double[] values) {
    double[] sorted = Arrays.stream(values).distinct().sorted().toArray();
    return Arrays.stream(values).map(value -> Arrays.binarySearch(sorted, value)).toArray();
  }

  private static List<Integer> top(double[] values, int count) {
    return IntStream.range(0, values.length).boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> -values[i])).limit(count).toList();
  }

  private static double orZero(double correlation) {
    return Double.isNaN(correlation) ? 0 : correlation;
  }
}
