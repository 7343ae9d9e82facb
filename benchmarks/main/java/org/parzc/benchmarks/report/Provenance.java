package org.parzc.benchmarks.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.parzc.nativecore.NativeLibrary;
import org.parzc.network.LibTorch;

/**
 * When, where and with what a run was made: what JMH's own file does not say. It lies beside that file, because results
 * may be written up later and elsewhere.
 *
 * @param date the day, as in 2026-11-24
 * @param processor the model of the CPU, as Linux names it
 * @param cores how many of them the JVM may use
 * @param gibibytes memory that the JVM may use, rounded
 * @param system the operating system and its version
 * @param libtorch version of LibTorch and of the presets around it
 * @param javacpp version of JavaCPP
 * @param libparzc version of our native library
 * @param instructionSet what the kernels run with, such as {@code avx512}
 */
public record Provenance(String date, String processor, int cores, long gibibytes, String system, String libtorch,
    String javacpp, String libparzc, String instructionSet) {
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

  /** Prints, as JSON, the provenance of what would be measured now. */
  public static void main(String[] arguments) throws IOException {
    System.out.println(new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(ofNow()));
  }

  /**
   * Returns the provenance of what would be measured now.
   *
   * @throws org.parzc.nativecore.NativeException if {@code libparzc} is not available
   */
  static Provenance ofNow() throws IOException {
    return new Provenance(LocalDate.now().toString(), processorOfThisMachine(),
        Runtime.getRuntime().availableProcessors(), Math.round(memory() / (double) (1L << 30)),
        System.getProperty("os.name") + " " + System.getProperty("os.version"), LibTorch.version(),
        Loader.getVersion(), NativeLibrary.version(), NativeLibrary.simd());
  }

  private static String processorOfThisMachine() throws IOException {
    if (!Files.exists(PROCESSORS)) {
      return System.getProperty("os.arch");
    }
    try (Stream<String> lines = Files.lines(PROCESSORS)) {
      Optional<String> model = lines.filter(line -> line.startsWith("model name")).findFirst();
      return model.map(line -> line.substring(line.indexOf(':') + 1).strip())
          .orElse(System.getProperty("os.arch"));
    }
  }

  private static long memory() {
    return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class).getTotalMemorySize();
  }
}
