package org.parzc.model;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Architectures in the order of their predicted scores, the best first. Immutable, thread-safe;
 * JSON has it as an array.
 *
 * @param architectures the architectures with their ranks and scores
 */
public record Ranking(@JsonValue List<RankedArchitecture> architectures) {
  /** Copies the list. */
  public Ranking {
    architectures = List.copyOf(architectures);
  }

  /**
   * Returns the ranking of architectures by their scores; ties in order of the text. A score that
   * is not a number counts as the worst, and a standard deviation that is not known is NaN.
   *
   * @throws IllegalArgumentException if there is not one score for each architecture
   */
  public static Ranking of(List<String> architectures, Scores scores) {
    if (architectures.size() != scores.mean().length) {
      throw new IllegalArgumentException(
          "scores: found %d for %d architectures, expected one of each"
              .formatted(scores.mean().length, architectures.size()));
    }
    List<RankedArchitecture> ranked = new ArrayList<>();
    for (int i = 0; i < architectures.size(); i++) {
      ranked.add(
          new RankedArchitecture(
              0,
              architectures.get(i),
              scores.mean()[i],
              scores.hasStandardDeviation() ? scores.standardDeviation()[i] : Double.NaN));
    }
    ranked.sort(
        Comparator.comparingDouble(Ranking::comparable)
            .reversed()
            .thenComparing(RankedArchitecture::architecture));
    for (int i = 0; i < ranked.size(); i++) {
      RankedArchitecture one = ranked.get(i);
      ranked.set(
          i,
          new RankedArchitecture(i + 1, one.architecture(), one.score(), one.standardDeviation()));
    }
    return new Ranking(ranked);
  }

  private static double comparable(RankedArchitecture one) {
    return Double.isNaN(one.score()) ? Double.NEGATIVE_INFINITY : one.score() + 0.0;
  }

  /** Returns how many architectures were ranked. */
  public int size() {
    return architectures.size();
  }

  /**
   * Returns the best architecture.
   *
   * @throws IndexOutOfBoundsException if none was ranked
   */
  public RankedArchitecture best() {
    return architectures.get(0);
  }
}
