package org.parzc.cli;

import com.google.common.collect.Maps;
import java.nio.file.Path;
import java.util.Map;
import org.parzc.InputException;
import org.parzc.model.PredictorFiles;

/** Predictors that {@code parzc train} wrote. */
final class TrainedPredictor {
  private TrainedPredictor() {}

  /**
   * Reads a predictor, to be closed by the caller.
   *
   * @param asked what the statistics that it is to score are made with
   * @throws InputException if the file holds none, one that was changed, or one that was trained on other statistics
   */
  static PredictorFiles.Loaded load(Path file, Map<String, String> asked) {
    PredictorFiles.Loaded loaded = PredictorFiles.load(file);
    Maps.difference(loaded.provenance(), asked).entriesDiffering().forEach((key, values) -> {
      loaded.predictor().close();
      throw new InputException("%s: trained on statistics with %s %s, asked for %s".formatted(file, key,
          values.leftValue(), values.rightValue()));
    });
    return loaded;
  }
}
