package org.parzc.rankers;

import java.util.List;
import org.parzc.dataset.Example;
import org.parzc.model.Scores;

/** A way to rank architectures, given some with labels. Stateless, thread-safe. */
public interface Ranker {
  /** Returns the name shown in tables. */
  String name();

  /**
   * Returns scores for the candidates.
   *
   * @param labelled examples with labels; a ranker without training ignores them
   * @param labels one per labelled example
   * @param candidates examples to score
   * @param seed fixes everything random
   * @throws IllegalArgumentException if the ranker learns and there is not one label for each labelled example
   * @throws org.parzc.InputException if the ranker learns and cannot: fewer than 2 labels, one that is not finite, or
   *     all equal
   */
  Scores rank(List<Example> labelled, double[] labels, List<Example> candidates, long seed);
}
