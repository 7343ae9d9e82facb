package org.parzc.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * One line of a ranking.
 *
 * @param rank 1 for the best
 * @param architecture text of the architecture
 * @param score predicted score, higher for better ones
 * @param deviation its standard deviation
 */
public record RankedArchitecture(int rank, String architecture, double score, double deviation) {
  /**
   * Returns architectures in order of their scores, the best first; ties in order of the text. A score that is not a
   * number counts as the worst, and a standard deviation that is not known is NaN.
   *
   * @throws IllegalArgumentException if there is not one score for each architecture
   */
  public static List<RankedArchitecture> order(List<String> architectures, Scores scores) {
    if (architectures.size() != scores.mean().length) {
      throw new IllegalArgumentException("scores: found %d for %d architectures, expected one of each".formatted(
          scores.mean().length, architectures.size()));
    }
    List<RankedArchitecture> ranked = new ArrayList<>();
    for (int i = 0; i < architectures.size(); i++) {
      ranked.add(new RankedArchitecture(0, architectures.get(i), scores.mean()[i],
          scores.hasDeviation() ? scores.deviation()[i] : Double.NaN));
    }
    ranked.sort(Comparator.comparingDouble(RankedArchitecture::comparable).reversed()
        .thenComparing(RankedArchitecture::architecture));
    for (int i = 0; i < ranked.size(); i++) {
      RankedArchitecture one = ranked.get(i);
      ranked.set(i, new RankedArchitecture(i + 1, one.architecture(), one.score(), one.deviation()));
    }
    return ranked;
  }

  private double comparable() {
    return Double.isNaN(score) ? Double.NEGATIVE_INFINITY : score + 0.0;
  }
}
