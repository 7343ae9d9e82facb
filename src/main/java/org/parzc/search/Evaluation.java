package org.parzc.search;

import org.parzc.space.Architecture;

/**
 * What a search found out about an architecture, and about all with the same canonical form. Immutable, thread-safe.
 *
 * @param architecture the first of them that was proposed
 * @param generation the generation that proposed it, from 0
 * @param score higher is better; NaN if the objective could not say
 * @param cost lower is better; NaN if the search minimises no cost
 */
public record Evaluation(Architecture architecture, int generation, double score, double cost) {
  /** Returns the score for comparisons: one that is not a number counts as the worst. */
  double comparable() {
    return Double.isNaN(score) ? Double.NEGATIVE_INFINITY : score;
  }
}
