package org.parzc.importance;

import com.google.common.primitives.Ints;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.parzc.evaluation.RankQuality;

/**
 * How much a ranking loses when some features are taken from other architectures (Breiman, Random
 * Forests, 2001): drop of Kendall's τ. Permuting the features of a group together keeps what they
 * say about each other; what other features say about the group is still there, so groups that say
 * the same are found to matter little. Thread-safe if the scorer is.
 */
final class PermutationImportance {
  /** Scores rows of features, higher for better architectures. */
  interface Scorer {
    /** Returns one score per row. */
    double[] score(double[][] rows);
  }

  private final Scorer scorer;
  private final double[][] rows;
  private final double[] labels;
  private final List<int[]> orders;
  private final double tau;

  /**
   * @param rows features of architectures that the scorer was not trained on
   * @param labels one per row, at least 2
   * @param permutations how many drops are averaged, at least 1; every group is permuted in the
   *     same ways
   * @param seed fixes them
   */
  PermutationImportance(
      Scorer scorer, double[][] rows, double[] labels, int permutations, long seed) {
    if (permutations < 1) {
      throw new IllegalArgumentException(
          "permutations: found %d, expected at least 1".formatted(permutations));
    }
    this.scorer = scorer;
    this.rows = rows;
    this.labels = labels;
    Random random = new Random(seed);
    orders =
        IntStream.range(0, permutations).mapToObj(unused -> order(rows.length, random)).toList();
    tau = tau(rows);
  }

  private static int[] order(int size, Random random) {
    int[] order = IntStream.range(0, size).toArray();
    Collections.shuffle(Ints.asList(order), random);
    return order;
  }

  /** Returns τ with all features in place. */
  double tau() {
    return tau;
  }

  /**
   * Returns by how much τ drops without the group, in [−2, 2]; below 0 if the ranking is better
   * without it.
   */
  double drop(FeatureGroup group) {
    return orders.stream()
        .mapToDouble(order -> tau - tau(permuted(group, order)))
        .average()
        .orElseThrow();
  }

  private double[][] permuted(FeatureGroup group, int[] order) {
    double[][] permuted = Arrays.stream(rows).map(double[]::clone).toArray(double[][]::new);
    for (int feature : group.features()) {
      for (int row = 0; row < order.length; row++) {
        permuted[row][feature] = rows[order[row]][feature];
      }
    }
    return permuted;
  }

  private double tau(double[][] features) {
    return RankQuality.of(scorer.score(features), labels).tau();
  }
}
