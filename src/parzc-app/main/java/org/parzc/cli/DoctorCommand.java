package org.parzc.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.Loader;
import org.parzc.files.BundledLibrary;
import org.parzc.nativecore.NativeLibrary;
import org.parzc.network.Device;
import org.parzc.network.LibTorch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says what this installation is and which native path is active. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description =
        "Shows versions, the device chosen and why, the native library, threads, memory and"
            + " instruction set.",
    footer = {"", "Example:", "  parzc doctor --device auto"})
final class DoctorCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private DeviceOption device;

  @Option(names = "--json", description = "Print as JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Map<String, String> facts = Installation.facts();
    facts.put("memory", MemoryAdvice.here().line());
    facts.put("file names", FileNames.charset());
    boolean available = NativeLibrary.isAvailable();
    if (available) {
      Device.Choice chosen = Device.choose(device.request);
      facts.put(
          "device",
          chosen.devices().stream().map(Device::description).collect(Collectors.joining("; "))
              + " ("
              + chosen.reason()
              + ")");
      facts.put("math kernels", LibTorch.kernels());
      String architectures = NativeLibrary.cudaArchitectures();
      facts.put(
          "cuda kernels",
          architectures.isEmpty()
              ? "not built"
              : "built for sm_" + architectures.replace(" ", ", sm_") + " and PTX");
    }
    facts.put(
        "cache",
        BundledLibrary.usesCache()
            ? Loader.getCacheDir().toString()
            : "none: all native libraries lie unpacked");
    if (json) {
      Json.print(out, facts);
    } else {
      facts.forEach((name, value) -> out.printf("%-12s %s%n", name, value));
    }
    return available ? 0 : 1;
  }
}
