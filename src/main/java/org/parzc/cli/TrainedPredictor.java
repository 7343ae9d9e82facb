package org.parzc.cli;

import com.google.common.collect.Maps;
import java.nio.file.Path;
import java.util.Map;
import org.parzc.InputException;
import org.parzc.model.Predictor;
import org.parzc.model.PredictorFiles;

/** Predictors that {@code parzc train} wrote. */
final class TrainedPredictor {
  private TrainedPredictor() {}

  /**
   * Reads a predictor.
   *
   * @param asked what the statistics that it is to score are made with
   * @throws InputException if the directory holds none, or one that was trained on other statistics
   */
  static Predictor load(Path directory, Map<String, String> asked) {
    PredictorFiles.Loaded loaded = PredictorFiles.load(directory);
    Maps.difference(loaded.provenance(), asked).entriesDiffering().forEach((key, values) -> {
      loaded.predictor().close();
      throw new InputException("%s: trained on statistics with %s %s, asked for %s".formatted(directory, key,
          values.leftValue(), values.rightValue()));
    });
    return loaded.predictor();
  }
}
