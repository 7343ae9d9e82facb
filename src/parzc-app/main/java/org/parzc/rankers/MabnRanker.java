package org.parzc.rankers;

import java.util.List;
import org.parzc.dataset.Example;
import org.parzc.dataset.LabelledExamples;
import org.parzc.model.Predictor;
import org.parzc.model.PredictorSettings;
import org.parzc.model.Scores;
import org.parzc.network.Device;

/**
 * MABN, or the plain network it is compared with, trained on the labels.
 *
 * @param settings its preset
 * @param device where it is trained and scores
 */
public record MabnRanker(PredictorSettings settings, Device device) implements Ranker {
  /** Few, as each member has its own. */
  private static final int DRAWS = 4;

  /** Makes a ranker on the CPU. */
  public MabnRanker(PredictorSettings settings) {
    this(settings, Device.cpu());
  }

  @Override
  public String name() {
    return (settings.network().flow() == PredictorSettings.Flow.PLAIN ? "MLP " : "MABN ")
        + settings.preset();
  }

  @Override
  public Scores rank(LabelledExamples labelled, List<Example> candidates, long seed) {
    try (Predictor predictor = Predictor.train(labelled, settings, seed, device)) {
      return predictor.scoreWithUncertainty(candidates, DRAWS);
    }
  }
}
