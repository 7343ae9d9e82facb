package org.parzc.gpucheck;

import java.util.OptionalLong;
import org.parzc.InputException;
import org.parzc.extraction.ExtractionSettings;
import org.parzc.extraction.Extractor;
import org.parzc.network.Device;
import org.parzc.network.DeviceRequest;

/**
 * The device that is checked, and the CPU beside it: the one place of these checks that knows
 * devices.
 */
public final class DeviceUnderTest {
  private final Device device;
  private final String option;

  private DeviceUnderTest(Device device, String option) {
    this.device = device;
    this.option = option;
  }

  /**
   * Opens the GPU.
   *
   * @throws InputException with the reason if there is none that can be used
   */
  public static DeviceUnderTest gpu() {
    try {
      return new DeviceUnderTest(Device.open(DeviceRequest.CUDA), "cuda");
    } catch (InputException e) {
      throw e.between("no GPU to check: ", "");
    }
  }

  /**
   * Opens the CPU in the place of a GPU, so that the checks themselves can be tested without one.
   */
  public static DeviceUnderTest cpu() {
    return new DeviceUnderTest(Device.cpu(), "cpu");
  }

  /** Returns what it is. */
  public String description() {
    return device.description();
  }

  /** Returns the value of the option {@code --device} that names it. */
  String option() {
    return option;
  }

  /** Returns an extractor that runs networks on it. */
  Extractor extractor(ExtractionSettings settings) {
    return new Extractor(settings, device);
  }

  /** Returns an extractor that runs networks on the CPU. */
  static Extractor cpuExtractor(ExtractionSettings settings) {
    return new Extractor(settings, Device.cpu());
  }

  /**
   * Returns the bytes of the GPU's memory that are taken, by whomever, less what LibTorch keeps for
   * later.
   */
  OptionalLong memoryInUse() {
    OptionalLong all = device.memory();
    return all.isEmpty()
        ? all
        : OptionalLong.of(all.getAsLong() - device.freeMemory().orElseThrow());
  }

  /** Returns the device, for what is trained on it. */
  Device device() {
    return device;
  }
}
