package org.parzc.cli;

import com.google.common.collect.Maps;
import java.nio.file.Path;
import java.util.Map;
import org.parzc.InputException;
import org.parzc.model.PredictorFiles;
import org.parzc.network.Device;

/** Predictors that {@code parzc train} wrote. */
final class TrainedPredictor {
  private static final String DEVICE_KEY = "mabn_device";

  private TrainedPredictor() {}

  /**
   * Returns what results of a predictor depend on besides its settings: the device that it is trained on, or scores on.
   *
   * @return nothing for the CPU
   */
  static Map<String, String> provenance(Device device) {
    return device.isCpu() ? Map.of() : Map.of(DEVICE_KEY, device.description());
  }

  /**
   * Reads a predictor, to be closed by the caller.
   *
   * @param asked what the statistics that it is to score are made with
   * @param device where it is to score
   * @throws InputException if the file holds none, one that was changed, or one that was trained on other statistics
   */
  static PredictorFiles.Loaded load(Path file, Map<String, String> asked, Device device) {
    PredictorFiles.Loaded loaded = PredictorFiles.load(file, device);
    Maps.difference(loaded.provenance(), asked).entriesDiffering().forEach((key, values) -> {
      loaded.predictor().close();
      throw new InputException("%s: trained on statistics with %s %s, asked for %s".formatted(file, key,
          values.leftValue(), values.rightValue()));
    });
    return loaded;
  }
}
