package org.parzc.cli;

import java.nio.file.Path;
import org.parzc.InputException;
import org.parzc.files.Provenance;
import org.parzc.model.PredictorFiles;
import org.parzc.network.Device;

/** Predictors that {@code parzc train} wrote. */
final class TrainedPredictor {
  private static final String DEVICE_KEY = "mabn_device";

  private TrainedPredictor() {}

  /**
   * Returns what results of a predictor depend on besides its settings: the device that it is
   * trained on, or scores on.
   *
   * @return nothing for the CPU
   */
  static Provenance provenance(Device device) {
    return device.isCpu() ? Provenance.NONE : Provenance.of(DEVICE_KEY, device.description());
  }

  /**
   * Reads a predictor, to be closed by the caller.
   *
   * @param asked what the statistics that it is to score are made with
   * @param device where it is to score
   * @throws InputException if the file holds none, one that was changed, or one that was trained on
   *     other statistics
   */
  static PredictorFiles.Loaded load(Path file, Provenance asked, Device device) {
    PredictorFiles.Loaded loaded = PredictorFiles.load(file, device);
    try {
      loaded.provenance().requireAmong(file, asked);
    } catch (InputException e) {
      loaded.predictor().close();
      throw e;
    }
    return loaded;
  }
}
