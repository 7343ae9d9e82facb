package org.parzc.extraction;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.blueprint.Shape;
import org.parzc.images.ImageSources;
import org.parzc.nativecore.CpuBackend;
import org.parzc.nativecore.ElementType;
import org.parzc.nativecore.HostProcess;
import org.parzc.nativecore.Kernels;
import org.parzc.network.Device;
import org.parzc.network.DeviceScope;
import org.parzc.network.LibTorch;
import org.parzc.space.Architecture;
import org.parzc.space.Skeleton;
import org.parzc.statistics.Statistics;

/**
 * A program that has us as a library finds its allocator and LibTorch's and OpenBLAS's settings as
 * they were, unless it asks for ours; results have the same bits either way.
 */
@Timeout(300)
@Tag("slow")
class EmbeddingTest {
  private static final int TORCH_THREADS = 3;
  private static final int BLAS_THREADS = 2;

  @TempDir static Path folder;

  private static Map<String, String> host;
  private static Map<String, String> dedicated;

  @BeforeAll
  static void runBoth() throws Exception {
    host = facts("host");
    dedicated = facts("dedicated");
  }

  private static Map<String, String> facts(String kind) throws IOException, InterruptedException {
    Path output = folder.resolve(kind);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Host.class.getName(),
                kind)
            .redirectOutput(output.toFile())
            .redirectError(folder.resolve(kind + ".err").toFile())
            .start();
    int code = process.waitFor();
    String errors = Files.readString(folder.resolve(kind + ".err"));
    assertThat(code).as(errors).isZero();
    assertThat(errors).isEmpty();
    return Files.readAllLines(output).stream()
        .map(line -> line.split("=", 2))
        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
  }

  @Test
  void aHostKeepsItsAllocator() {
    assertThat(host).containsEntry("large blocks are mapped", "true");
  }

  @Test
  void aHostKeepsItsThreads() {
    assertThat(host)
        .containsEntry("threads after", "3")
        .containsEntry("threads elsewhere after", "3")
        .containsEntry("OpenBLAS after", "2")
        .containsEntry("NNPACK after", "true");
  }

  @Test
  void oneThreadToACallIsTheCallingThreadsAlone() {
    assertThat(host)
        .containsEntry("threads within", "1")
        .containsEntry("threads elsewhere within", "3")
        .containsEntry("OpenBLAS within", "1")
        .containsEntry("NNPACK within", "false");
  }

  @Test
  void aProcessThatIsOursHasOurSettings() {
    assertThat(dedicated)
        .containsEntry("large blocks are mapped", "false")
        .containsEntry("threads after", "1")
        .containsEntry("threads elsewhere after", "1")
        .containsEntry("OpenBLAS after", "1")
        .containsEntry("NNPACK after", "false");
  }

  @Test
  void resultsHaveTheSameBits() {
    assertThat(host.get("result")).isEqualTo(dedicated.get("result")).contains("snip");
  }

  /** A program that uses LibTorch itself, and us as a library; prints what it finds. */
  static final class Host {
    private static final long LARGE = 64 << 20;
    private static final long MAPPED = 2;

    private Host() {}

    public static void main(String[] arguments) throws Exception {
      boolean isDedicated = arguments[0].equals("dedicated");
      if (isDedicated) {
        HostProcess.dedicate();
      }
      LibTorch.start();
      if (!isDedicated) {
        torch.set_num_threads(TORCH_THREADS);
        openblas_nolapack.blas_set_num_threads(BLAS_THREADS);
      }
      try (CpuBackend backend = new CpuBackend(1)) {
        new Kernels(backend).diffKendall(new double[] {1, 2}, new double[] {1, 2}, 1);
      }
      tell("result", result());
      try (DeviceScope on = Device.cpu().enter()) {
        state("within");
      }
      state("after");
      tell("large blocks are mapped", isMapped());
    }

    private static void state(String when) throws Exception {
      tell("threads " + when, torch.get_num_threads());
      tell("threads elsewhere " + when, elsewhere(torch::get_num_threads));
      tell("OpenBLAS " + when, openblas_nolapack.blas_get_num_threads());
      tell("NNPACK " + when, torch.globalContext().userEnabledNNPACK());
    }

    private static void tell(String fact, Object value) {
      System.out.println(fact + "=" + value);
    }

    /** On a thread that LibTorch has not seen. */
    private static int elsewhere(IntSupplier question) throws Exception {
      FutureTask<Integer> answer = new FutureTask<>(question::getAsInt);
      new Thread(answer).start();
      return answer.get();
    }

    /** Channels and images as many as LibTorch shares out among threads. */
    private static String result() {
      Skeleton skeleton = new Skeleton(16, 1, 10, new Shape(3, 32, 32));
      ExtractionSettings settings =
          new ExtractionSettings(
              Cells.SPACE,
              skeleton,
              new Minibatches(
                  ImageSources.parse("normal", 1, skeleton.input(), skeleton.classes()), 16, 2),
              1,
              ElementType.FLOAT32,
              Statistics.nodeWise(),
              Statistics.networkLevel());
      try (Extractor extractor = new Extractor(settings, Device.cpu())) {
        StringBuilder text = new StringBuilder();
        ParallelExtraction.run(
            extractor,
            List.<Architecture>of(Cells.MIXED, Cells.WITH_DEAD_EDGE),
            2,
            outcome -> text.append(outcome));
        return text.append(extractor.extract(Cells.MIXED)).toString();
      }
    }

    /**
     * Whether glibc maps a large block by itself, which it says in the size that it keeps before
     * the block.
     */
    private static boolean isMapped() {
      Pointer block = Pointer.malloc(LARGE);
      try {
        return (new LongPointer(block).position(-1).get() & MAPPED) != 0;
      } finally {
        Pointer.free(block);
      }
    }
  }
}
