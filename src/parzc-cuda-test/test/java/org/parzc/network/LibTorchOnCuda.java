package org.parzc.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.cuda.StandIn;
import org.parzc.files.BundledLibrary;
import org.parzc.nativecore.NativeLibrary;

/** Which libraries are loaded where a machine has several of a name. */
@EnabledIf(value = "org.parzc.cuda.StandIn#isBuilt", disabledReason = StandIn.NOT_BUILT)
class LibTorchOnCuda {
  private static final List<String> NAMES =
      List.of(
          "libc10.so",
          "libtorch_cpu.so",
          "libtorch.so",
          "libc10_cuda.so",
          "libtorch_cuda.so",
          "libgomp.so.1");

  @TempDir private Path folder;

  /** Prints the files that LibTorch's start has mapped into memory. */
  static final class Start {
    private Start() {}

    public static void main(String[] arguments) throws Exception {
      LibTorch.start();
      System.out.println(torch.cuda_is_available());
      try (Stream<String> mapped = Files.lines(Path.of("/proc/self/maps"))) {
        mapped
            .filter(line -> line.contains("/"))
            .map(line -> line.substring(line.indexOf('/')))
            .distinct()
            .forEach(System.out::println);
      }
    }
  }

  /** LD_LIBRARY_PATH comes before the folder where our libraries look for each other. */
  @Test
  void anotherPyTorchOnTheLibraryPathIsNotMixedIn() throws Exception {
    Path library =
        BundledLibrary.unpacked(NativeLibrary.class, Loader.getPlatform() + "/libparzc.so");
    for (String name : NAMES) {
      Files.copy(library, folder.resolve(name));
    }
    Path out = folder.resolve("out");
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.library.path=" + StandIn.LIBRARIES,
                "-Dorg.bytedeco.javacpp.pathsFirst=true",
                "-cp",
                System.getProperty("java.class.path"),
                Start.class.getName())
            .redirectOutput(out.toFile());
    builder.environment().put("LD_LIBRARY_PATH", folder + File.pathSeparator + StandIn.LIBRARIES);
    assertThat(builder.start().waitFor()).isZero();
    List<String> lines = Files.readAllLines(out);
    assertThat(lines.get(0)).isEqualTo("true");
    assertThat(lines).noneMatch(line -> line.startsWith(folder.toString()));
    for (String name : NAMES) {
      assertThat(lines)
          .as(name)
          .filteredOn(line -> line.endsWith("/" + name))
          .hasSize(1)
          .allMatch(line -> line.contains("linux-x86_64-gpu"));
    }
  }
}
