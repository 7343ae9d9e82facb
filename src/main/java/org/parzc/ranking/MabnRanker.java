package org.parzc.ranking;

import java.util.List;
import org.parzc.model.Example;
import org.parzc.model.MabnSettings;
import org.parzc.model.Predictor;

/**
 * MABN, trained on the labels.
 *
 * @param settings its preset
 */
public record MabnRanker(MabnSettings settings) implements Ranker {
  @Override
  public String name() {
    return "MABN " + settings.preset();
  }

  @Override
  public double[] rank(List<Example> labelled, double[] labels, List<Example> candidates, long seed) {
    try (Predictor predictor = Predictor.train(labelled, labels, settings, seed)) {
      return predictor.score(candidates);
    }
  }
}
