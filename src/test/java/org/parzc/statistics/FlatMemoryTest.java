package org.parzc.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.parzc.dataset.ImageSources;
import org.parzc.nativecore.ElementType;
import org.parzc.network.Device;
import org.parzc.space.Skeleton;

/**
 * Native memory does not grow with the number of networks: measured 390 MiB after 200 networks and 300 MiB after 2,000.
 * Without the {@code PointerScope} of {@code Extractor.extract} it grew by 608 MiB over 450 networks.
 */
class FlatMemoryTest {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final int WARM_UP = 200;
  private static final int NETWORKS = 2000;
  /** The heap and the allocator's own habits move by this much. */
  private static final long SLACK_MIB = 60;

  @Test
  void twoThousandNetworksLeaveNothingBehind() throws IOException {
    Assumptions.assumeTrue(Files.exists(STATUS), "skipped: no " + STATUS);
    Skeleton skeleton = new Skeleton(4, 1, 3, Cells.IMAGE);
    ExtractionSettings settings = new ExtractionSettings(Cells.SPACE, skeleton,
        ImageSources.parse("normal", 1, Cells.IMAGE, 3), 4, 2, 1, ElementType.FLOAT32, Statistics.nodeWise(),
        Statistics.networkLevel());
    Random random = new Random(1);
    try (Extractor extractor = new Extractor(settings, Device.cpu())) {
      run(extractor, random, WARM_UP);
      long before = residentMiB();
      run(extractor, random, NETWORKS - WARM_UP);
      long after = residentMiB();
      assertThat(after - before).as("growth in MiB, from %d to %d", before, after).isLessThan(SLACK_MIB);
    }
  }

  private static void run(Extractor extractor, Random random, int networks) {
    for (int i = 0; i < networks; i++) {
      extractor.extract(Cells.SPACE.random(random));
    }
  }

  /** Returns the resident memory once Java's own garbage is gone, which is not what this is about. */
  private static long residentMiB() throws IOException {
    System.gc();
    return Files.readAllLines(STATUS).stream().filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", ""))).findFirst().orElseThrow() / 1024;
  }
}
