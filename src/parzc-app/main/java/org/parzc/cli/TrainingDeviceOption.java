package org.parzc.cli;

import org.parzc.network.Device;
import org.parzc.network.DeviceRequest;
import picocli.CommandLine.Option;

/** The option that says where something is trained, for commands that run no other networks. */
final class TrainingDeviceOption {
  @Option(
      names = "--device",
      defaultValue = "auto",
      paramLabel = "DEVICE",
      converter = DeviceOption.Reader.class,
      description =
          "Where training runs: cpu, cuda or cuda:N for a GPU, or auto, which is the CPU, since no"
              + " gain was measured yet (default: ${DEFAULT-VALUE}).")
  private DeviceRequest request;

  /** Returns where to train. */
  Device device() {
    return forTraining(request);
  }

  /**
   * Returns where to train for someone who wants networks to run somewhere: on the CPU unless it
   * insists on a GPU.
   *
   * @throws org.parzc.InputException with the reason if a GPU was asked for and cannot be had
   */
  static Device forTraining(DeviceRequest request) {
    return request.insistsOnCuda() ? Device.open(request) : Device.cpu();
  }
}
