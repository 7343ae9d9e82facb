package org.parzc.rankers;

import java.util.List;
import java.util.function.Function;
import org.parzc.dataset.Example;
import org.parzc.dataset.LabelCheck;
import org.parzc.model.Scores;

/**
 * {@link BoostedTrees}, trained on the labels.
 *
 * @param name name shown in tables
 * @param features chooses the features that the trees see, given the labelled examples
 */
public record BoostedTreesRanker(String name, Function<List<Example>, NamedFeatures> features) implements Ranker {
  /** Returns trees that see network-level features alone: {@link NamedFeatures#ofProxies}. */
  public static BoostedTreesRanker onProxies() {
    return new BoostedTreesRanker("XGBoost on proxies", NamedFeatures::ofProxies);
  }

  /** Returns trees that see the features of MABN's default preset: {@link NamedFeatures#ofNodes}. */
  public static BoostedTreesRanker onNodes() {
    return new BoostedTreesRanker("XGBoost on nodes", NamedFeatures::ofNodes);
  }

  @Override
  public Scores rank(List<Example> labelled, double[] labels, List<Example> candidates, long seed) {
    LabelCheck.requireLearnable(labelled.size(), labels);
    NamedFeatures chosen = features.apply(labelled);
    if (chosen.names().isEmpty()) {
      return Scores.certain(new double[candidates.size()]);
    }
    try (BoostedTrees trees = BoostedTrees.train(chosen.names(), chosen.rows(labelled), labels, seed)) {
      return Scores.certain(trees.score(chosen.rows(candidates)));
    }
  }
}
