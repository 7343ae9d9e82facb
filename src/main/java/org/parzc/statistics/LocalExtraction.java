package org.parzc.statistics;

import java.util.List;
import java.util.function.Consumer;
import org.parzc.network.Device;
import org.parzc.space.Architecture;

/** Measures architectures on threads of this process; outcomes arrive in order. */
public final class LocalExtraction implements ExtractionEngine {
  private final Device device;
  private final Extractor extractor;
  private final int threads;

  /**
   * Loads the native libraries and draws weights and images.
   *
   * @param threads architectures worked on at a time, at least 1
   * @throws org.parzc.InputException if the device cannot be had
   * @throws org.parzc.nativecore.NativeException if the native library is not available
   */
  public LocalExtraction(ExtractionSettings settings, Device.Request device, int threads) {
    this.device = Device.open(device);
    this.extractor = new Extractor(settings, this.device);
    this.threads = threads;
  }

  @Override
  public String description() {
    extractor.requireOpen();
    return device.description();
  }

  @Override
  public String workers() {
    extractor.requireOpen();
    return threads + " threads";
  }

  @Override
  public void run(List<Architecture> architectures, Consumer<ExtractionOutcome> consumer) {
    extractor.requireOpen();
    ParallelExtraction.run(extractor, architectures, threads, consumer);
  }

  @Override
  public void close() {
    extractor.close();
  }
}
