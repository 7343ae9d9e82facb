package org.parzc.evaluation;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.hipparchus.distribution.discrete.BinomialDistribution;
import org.hipparchus.stat.descriptive.rank.Percentile;

/**
 * Paired differences in Kendall's τ between two rankers on the same splits with the same budget;
 * how hard a split is cancels out in them.
 *
 * @param budget labels used for training
 * @param ranker name of the one
 * @param against name of the other
 * @param difference mean over the splits of the one's τ minus the other's
 * @param low lower end of the 95 % interval of that mean: percentiles over resampled splits
 *     (bootstrap)
 * @param high its upper end
 * @param signTest whether the one's τ is higher more often than chance has it
 */
public record PairedComparison(
    int budget,
    String ranker,
    String against,
    double difference,
    double low,
    double high,
    @JsonUnwrapped SignTest signTest) {
  /**
   * A sign test over the splits; in JSON its components stand among those of the comparison.
   *
   * @param wins splits on which the one's τ is higher
   * @param losses splits on which it is lower
   * @param ties splits on which both are equal; one on which a τ is undefined is none of the three,
   *     and leaves mean and interval of the comparison undefined (NaN)
   * @param p two-sided p value of the exact test, ties dropped; 1 if all are ties
   */
  public record SignTest(int wins, int losses, int ties, double p) {
    private static SignTest of(double[] differences) {
      int wins = (int) Arrays.stream(differences).filter(d -> d > 0).count();
      int losses = (int) Arrays.stream(differences).filter(d -> d < 0).count();
      // Not the library's binomial test: it gives 0.625 for two of three.
      double p =
          Math.min(
              1,
              2
                  * new BinomialDistribution(wins + losses, 0.5)
                      .cumulativeProbability(Math.min(wins, losses)));
      return new SignTest(
          wins, losses, (int) Arrays.stream(differences).filter(d -> d == 0).count(), p);
    }
  }

  private static final int RESAMPLES = 10_000;

  /** Resamples are the same in every comparison. */
  private static final long SEED = 0;

  /**
   * Compares each named ranker with every other one of the same budget, in the order of the rows.
   */
  public static List<PairedComparison> all(List<Evaluation.Row> rows, List<String> names) {
    List<PairedComparison> comparisons = new ArrayList<>();
    for (Evaluation.Row row : rows) {
      if (names.contains(row.ranker())) {
        rows.stream()
            .filter(other -> other.budget() == row.budget() && !other.ranker().equals(row.ranker()))
            .forEach(other -> comparisons.add(of(row, other)));
      }
    }
    return comparisons;
  }

  /** Compares two rows of one evaluation that have the same budget. */
  static PairedComparison of(Evaluation.Row one, Evaluation.Row other) {
    double[] differences =
        IntStream.range(0, one.splits().size())
            .mapToDouble(i -> one.qualities().get(i).tau() - other.qualities().get(i).tau())
            .toArray();
    double[] means = resampledMeans(differences);
    return new PairedComparison(
        one.budget(),
        one.ranker(),
        other.ranker(),
        mean(differences),
        new Percentile(2.5).evaluate(means),
        new Percentile(97.5).evaluate(means),
        SignTest.of(differences));
  }

  /**
   * Returns comparisons by budget and ranker; within these the strongest opponent, with the lowest
   * Δτ, first.
   */
  public static List<PairedComparison> strongestFirst(List<PairedComparison> comparisons) {
    return comparisons.stream()
        .sorted(
            Comparator.comparingInt(PairedComparison::budget)
                .thenComparing(PairedComparison::ranker)
                .thenComparingDouble(PairedComparison::difference))
        .toList();
  }

  private static double[] resampledMeans(double[] values) {
    SplittableRandom random = new SplittableRandom(SEED);
    return IntStream.range(0, RESAMPLES)
        .mapToDouble(
            resample ->
                mean(
                    random
                        .ints(values.length, 0, values.length)
                        .mapToDouble(i -> values[i])
                        .toArray()))
        .toArray();
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }
}
