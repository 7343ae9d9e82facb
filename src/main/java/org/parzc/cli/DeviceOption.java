package org.parzc.cli;

import org.parzc.network.Device;
import picocli.CommandLine.Option;

/** The option that says where networks run. */
final class DeviceOption {
  @Option(names = "--device", defaultValue = "auto", paramLabel = "DEVICE",
      description = "Where networks run: auto, cpu or cuda (default: ${DEFAULT-VALUE}: cuda where it can be had; "
          + "'parzc doctor' says why not). MABN is trained and scores on the CPU, but for cuda.")
  Device.Request request;
}
