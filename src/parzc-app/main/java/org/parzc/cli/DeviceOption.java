package org.parzc.cli;

import org.parzc.network.DeviceRequest;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The option that says where networks run. */
final class DeviceOption {
  @Option(
      names = "--device",
      defaultValue = "auto",
      paramLabel = "DEVICE",
      converter = Reader.class,
      description =
          "Where networks run: auto, cpu, cuda, cuda:N or cuda:all (default: ${DEFAULT-VALUE}: CUDA"
              + " if available; 'parzc doctor' says why not). MABN is trained and scores on"
              + " the CPU, but for cuda.")
  DeviceRequest request;

  /** Reads the option's argument. */
  static final class Reader implements ITypeConverter<DeviceRequest> {
    @Override
    public DeviceRequest convert(String text) {
      try {
        return DeviceRequest.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
