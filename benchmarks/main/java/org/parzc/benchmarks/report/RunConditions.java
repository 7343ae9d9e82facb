package org.parzc.benchmarks.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.parzc.nativecore.NativeLibrary;
import org.parzc.network.LibTorch;

/**
 * The conditions of a run: when, where and with what it was made, which JMH's own file does not
 * say. They lie beside that file, because results may be written up later and elsewhere.
 *
 * @param date the day, as in 2026-11-24
 * @param commit what the benchmarks were built from, as in {@link #builtCommit()}
 * @param machine where they ran
 * @param libraries what they ran with
 */
public record RunConditions(String date, String commit, Machine machine, Libraries libraries) {
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

  /**
   * A computer, as the JVM sees it.
   *
   * @param processor the model of the CPU, as Linux names it
   * @param cores how many of them the JVM may use
   * @param gibibytes memory that the JVM may use, rounded
   * @param system the operating system and its version
   */
  public record Machine(String processor, int cores, long gibibytes, String system) {
    private static Machine here() throws IOException {
      return new Machine(
          processorOfThisMachine(),
          Runtime.getRuntime().availableProcessors(),
          Math.round(memory() / (double) (1L << 30)),
          System.getProperty("os.name") + " " + System.getProperty("os.version"));
    }
  }

  /**
   * Versions of what is native.
   *
   * @param libtorch version of LibTorch and of the presets around it
   * @param javacpp version of JavaCPP
   * @param libparzc version of our native library
   * @param instructionSet what the kernels run with, such as {@code avx512}
   */
  public record Libraries(String libtorch, String javacpp, String libparzc, String instructionSet) {
    private static Libraries loaded() throws IOException {
      return new Libraries(
          LibTorch.version(), Loader.getVersion(), NativeLibrary.version(), NativeLibrary.simd());
    }
  }

  /**
   * Returns the conditions of what would be measured now.
   *
   * @throws IOException if this machine does not say what it is
   * @throws org.parzc.nativecore.NativeException if {@code libparzc} is not available
   */
  public static RunConditions ofNow() throws IOException {
    return new RunConditions(
        LocalDate.now(ZoneId.systemDefault()).toString(),
        builtCommit(),
        Machine.here(),
        Libraries.loaded());
  }

  /** Returns the version of ParZC. */
  public static String builtVersion() {
    return built("version");
  }

  /**
   * Returns the abbreviated hash of the commit that the benchmarks were built from, after the last
   * tag if there is one; it ends in {@code -dirty} if anything was changed since, and is {@code
   * unknown} outside a repository.
   */
  public static String builtCommit() {
    return built("commit");
  }

  private static String built(String key) {
    Properties properties = new Properties();
    try (InputStream stream =
        RunConditions.class.getResourceAsStream("/org/parzc/benchmarks/version.properties")) {
      properties.load(Objects.requireNonNull(stream));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty(key);
  }

  /** Returns the file with the conditions that a file of results was measured under. */
  public static Path beside(Path results) {
    return results.resolveSibling(
        results.getFileName().toString().replaceFirst("\\.json$", "") + ".provenance");
  }

  /** Returns this as JSON. */
  public String json() {
    try {
      return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(this)
          + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String processorOfThisMachine() throws IOException {
    if (!Files.exists(PROCESSORS)) {
      return System.getProperty("os.arch");
    }
    try (Stream<String> lines = Files.lines(PROCESSORS)) {
      Optional<String> model = lines.filter(line -> line.startsWith("model name")).findFirst();
      return model
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .orElse(System.getProperty("os.arch"));
    }
  }

  private static long memory() {
    return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
        .getTotalMemorySize();
  }
}
