package org.parzc.extraction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.parzc.torchscript.Modules.shape;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.Hostile;
import org.parzc.blueprint.Shape;
import org.parzc.images.ImageSources;
import org.parzc.nativecore.ElementType;
import org.parzc.network.Device;
import org.parzc.space.EnumerableSpace;
import org.parzc.space.Skeleton;
import org.parzc.spaces.SearchSpaces;
import org.parzc.statistics.ArchitectureStatistics;
import org.parzc.statistics.Statistics;
import org.parzc.torchscript.Modules;

/**
 * TorchScript files with one bit turned: each is refused, or the bit means nothing and every
 * statistic is the same.
 */
class DamagedModuleTest {
  private static final Shape IMAGE = new Shape(2, 6, 6);
  private static final int FLIPS = 150;

  @TempDir private Path folder;

  private ArchitectureStatistics extract() {
    EnumerableSpace space = (EnumerableSpace) SearchSpaces.named("torchscript:" + folder);
    try (Extractor extractor =
        new Extractor(
            new ExtractionSettings(
                space,
                new Skeleton(1, 1, 3, IMAGE),
                new Minibatches(ImageSources.parse("normal", 1, IMAGE, 3), 4, 2),
                1,
                ElementType.FLOAT32,
                Statistics.nodeWise(),
                Statistics.networkLevel()),
            Device.cpu())) {
      return extractor.extract(space.parse("one"));
    }
  }

  @Test
  void oneBitIsRefusedOrMeansNothing() throws IOException {
    Path file =
        Modules.write(
            folder.resolve("one.pt"),
            """
            x = torch.relu(torch.conv2d(x, self.conv, None, [1, 1], [1, 1], [1, 1], 1))
            return torch.linear(torch.mean(x, [2, 3]), self.fc, None)
            """,
            "conv",
            shape(16, 2, 3, 3),
            "fc",
            shape(3, 16));
    byte[] whole = Files.readAllBytes(file);
    ArchitectureStatistics right = extract();
    Random random = new Random(Long.getLong("parzc.test.seed", 1));
    int refused = 0;
    for (int flip = 0; flip < FLIPS; flip++) {
      int bit = random.nextInt(8 * whole.length);
      Files.write(file, Hostile.flipped(whole, bit));
      refused +=
          Hostile.isRefused(
                  () -> {
                    ArchitectureStatistics found = extract();
                    assertThat(found.nodes())
                        .as("bit %d of %d", bit, 8 * whole.length)
                        .isEqualTo(right.nodes());
                    assertThat(found.proxies()).as("bit %d", bit).isEqualTo(right.proxies());
                  })
              ? 1
              : 0;
    }
    assertThat(refused).isGreaterThan(FLIPS / 2);
  }
}
