package org.parzc.extraction;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.blueprint.Shape;
import org.parzc.images.ImageSources;
import org.parzc.nativecore.ElementType;
import org.parzc.nativecore.HostProcess;
import org.parzc.network.Device;
import org.parzc.space.Architecture;
import org.parzc.space.Skeleton;
import org.parzc.statistics.Statistics;

/**
 * Native memory does not grow with the number of networks. Without the {@code PointerScope} of
 * {@code Extractor.extract} it grew by 608 MiB over 450 networks.
 */
@Tag("thorough")
class FlatMemoryTest {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final int WARM_UP = 100;
  private static final int NETWORKS = 550;

  /** The heap and the allocator's own habits move by this much. */
  private static final long SLACK_MIB = 60;

  private static final long GROWTH_KIB = 8 * 1024;

  @Test
  void hundredsOfNetworksLeaveNothingBehind() {
    Assumptions.assumeTrue(Files.exists(STATUS), "skipped: no " + STATUS);
    Skeleton skeleton = new Skeleton(4, 1, 3, Cells.IMAGE);
    ExtractionSettings settings =
        new ExtractionSettings(
            Cells.SPACE,
            skeleton,
            new Minibatches(ImageSources.parse("normal", 1, Cells.IMAGE, 3), 4, 2),
            1,
            ElementType.FLOAT32,
            Statistics.nodeWise(),
            Statistics.networkLevel());
    Random random = new Random(1);
    try (Extractor extractor = new Extractor(settings, Device.cpu())) {
      run(extractor, random, WARM_UP);
      long before = residentMiB();
      run(extractor, random, NETWORKS - WARM_UP);
      long after = residentMiB();
      assertThat(after - before)
          .as("growth in MiB, from %d to %d", before, after)
          .isLessThan(SLACK_MIB);
    }
  }

  private static void run(Extractor extractor, Random random, int networks) {
    for (int i = 0; i < networks; i++) {
      extractor.extract(Cells.SPACE.random(random));
    }
  }

  private static long residentMiB() {
    return residentKiB() / 1024;
  }

  /**
   * Returns the resident memory once Java's own garbage is gone, which is not what this is about.
   */
  private static long residentKiB() {
    System.gc();
    try (Stream<String> lines = Files.lines(STATUS)) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * In a process whose heap does not grow, and whose compiler is done long before memory is looked
   * at: the one that optimises takes 9 MiB, late where the machine has other work. A leak of 4 KiB
   * a network would be 12 MiB.
   */
  @Test
  @Timeout(300)
  void thousandsOfNetworksInOneRunLeaveNothingBehind(@TempDir Path folder) throws Exception {
    Assumptions.assumeTrue(Files.exists(STATUS), "skipped: no " + STATUS);
    Path output = folder.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xms96m",
                "-Xmx96m",
                "-XX:+AlwaysPreTouch",
                "-cp",
                System.getProperty("java.class.path"),
                ManyNetworks.class.getName())
            .redirectOutput(output.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("MALLOC_ARENA_MAX", "1");
    assertThat(builder.start().waitFor()).isZero();
    List<Long> resident = Files.readAllLines(output).stream().map(Long::valueOf).toList();
    assertThat(resident).hasSize(2);
    assertThat(resident.get(1) - resident.get(0))
        .as("growth in KiB, of %s", resident)
        .isLessThan(GROWTH_KIB);
  }

  /**
   * Measures tiny networks in one run; prints the resident memory in KiB once the compiler is done,
   * and at the end.
   */
  static final class ManyNetworks {
    private static final int COMPILED = 2_500;
    private static final int NETWORKS = 5_500;

    private ManyNetworks() {}

    public static void main(String[] arguments) throws IOException {
      HostProcess.dedicate();
      Skeleton skeleton = new Skeleton(1, 1, 2, new Shape(3, 4, 4));
      ExtractionSettings settings =
          new ExtractionSettings(
              Cells.SPACE,
              skeleton,
              new Minibatches(
                  ImageSources.parse("normal", 1, skeleton.input(), skeleton.classes()), 2, 1),
              1,
              ElementType.FLOAT32,
              List.of(Statistics.nodeWise().get(0), Statistics.nodeWise().get(1)),
              List.of());
      Random random = new Random(1);
      List<Architecture> networks =
          Stream.generate(() -> Cells.SPACE.random(random)).limit(NETWORKS).toList();
      int[] done = new int[1];
      try (Extractor extractor = new Extractor(settings, Device.cpu())) {
        ParallelExtraction.run(
            extractor,
            networks,
            2,
            outcome -> {
              if (!(outcome instanceof ExtractionOutcome.Extracted)) {
                throw new IllegalStateException(outcome.toString());
              }
              if (++done[0] == COMPILED || done[0] == NETWORKS) {
                System.out.println(residentKiB());
              }
            });
      }
    }
  }
}
