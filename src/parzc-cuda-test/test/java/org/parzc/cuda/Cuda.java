package org.parzc.cuda;

import java.util.OptionalInt;
import org.parzc.extraction.ExtractionEngine;
import org.parzc.extraction.ExtractionSettings;
import org.parzc.extraction.LocalExtraction;
import org.parzc.network.Device;
import org.parzc.network.DeviceRequest;

/** The first CUDA device, asked for as a user does. */
public final class Cuda {
  private Cuda() {}

  /** Returns the device. */
  public static Device device() {
    return Device.open(DeviceRequest.CUDA);
  }

  /** Returns an engine whose networks run on the device. */
  public static ExtractionEngine engine(ExtractionSettings settings, int workers) {
    return new LocalExtraction(settings, DeviceRequest.CUDA, OptionalInt.of(workers));
  }
}
