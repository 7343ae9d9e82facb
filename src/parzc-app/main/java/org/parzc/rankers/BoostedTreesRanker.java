package org.parzc.rankers;

import java.util.List;
import java.util.function.Function;
import org.parzc.dataset.Example;
import org.parzc.dataset.LabelledExamples;
import org.parzc.model.Scores;

/**
 * {@link BoostedTrees}, trained on the labels.
 *
 * @param name name shown in tables
 * @param features chooses the features that the trees see, given the labelled examples
 */
public record BoostedTreesRanker(String name, Function<List<Example>, NamedFeatures> features)
    implements Ranker {
  /** Returns trees that see network-level features alone: {@link NamedFeatures#ofProxies}. */
  public static BoostedTreesRanker onProxies() {
    return new BoostedTreesRanker("XGBoost on proxies", NamedFeatures::ofProxies);
  }

  /**
   * Returns trees that see the features of MABN's default preset: {@link NamedFeatures#ofNodes}.
   */
  public static BoostedTreesRanker onNodes() {
    return new BoostedTreesRanker("XGBoost on nodes", NamedFeatures::ofNodes);
  }

  @Override
  public Scores rank(LabelledExamples labelled, List<Example> candidates, long seed) {
    labelled.requireLearnable();
    NamedFeatures chosen = features.apply(labelled.examples());
    if (chosen.names().isEmpty()) {
      return Scores.certain(new double[candidates.size()]);
    }
    try (BoostedTrees trees =
        BoostedTrees.train(
            chosen.names(), chosen.rows(labelled.examples()), labelled.labels(), seed)) {
      return Scores.certain(trees.score(chosen.rows(candidates)));
    }
  }
}
