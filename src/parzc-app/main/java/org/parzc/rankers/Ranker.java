package org.parzc.rankers;

import java.util.List;
import org.parzc.dataset.Example;
import org.parzc.dataset.LabelledExamples;
import org.parzc.model.Scores;

/** A way to rank architectures, given some with labels. Stateless, thread-safe. */
public interface Ranker {
  /** Returns the name shown in tables. */
  String name();

  /**
   * Returns scores for the candidates.
   *
   * @param labelled what to learn from; a ranker without training ignores it
   * @param candidates examples to score
   * @param seed fixes everything random
   * @throws org.parzc.InputException if the ranker learns and cannot: fewer than 2 labels, or all
   *     equal
   */
  Scores rank(LabelledExamples labelled, List<Example> candidates, long seed);
}
