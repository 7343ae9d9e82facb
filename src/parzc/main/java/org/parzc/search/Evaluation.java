package org.parzc.search;

import java.util.Optional;
import org.parzc.space.Architecture;

/**
 * An evaluated architecture: its score and costs, those of all with the same canonical form.
 * Immutable, thread-safe.
 *
 * @param architecture the first of them that was proposed
 * @param generation the generation that proposed it, from 0
 * @param score higher is better; NaN if the objective could not say
 * @param cost lower is better; NaN if the search minimises no cost
 * @param failure why it could not be measured, in one line; empty if it could
 */
public record Evaluation(
    Architecture architecture,
    int generation,
    double score,
    double cost,
    Optional<String> failure) {
  /** An evaluation of an architecture that could be measured. */
  public Evaluation(Architecture architecture, int generation, double score, double cost) {
    this(architecture, generation, score, cost, Optional.empty());
  }

  /** Returns the evaluation of an architecture that could not be measured. */
  static Evaluation failed(Architecture architecture, int generation, String failure) {
    return new Evaluation(architecture, generation, Double.NaN, Double.NaN, Optional.of(failure));
  }

  /** Returns the score for comparisons: one that is not a number counts as the worst. */
  double comparable() {
    return Double.isNaN(score) ? Double.NEGATIVE_INFINITY : score;
  }
}
