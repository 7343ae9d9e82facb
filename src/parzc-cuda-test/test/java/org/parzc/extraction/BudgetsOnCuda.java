package org.parzc.extraction;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.parzc.blueprint.Shape;
import org.parzc.cuda.Cuda;
import org.parzc.cuda.StandIn;
import org.parzc.images.ImageSources;
import org.parzc.nativecore.ElementType;
import org.parzc.space.Architecture;
import org.parzc.space.Skeleton;
import org.parzc.spaces.nasbench.NasBench201;
import org.parzc.statistics.Statistics;

/**
 * What one network may cost in calls of CUDA: on a GPU these are its time. Counted of a network
 * that was measured before, so that its weights and cuDNN's plans are there.
 */
@EnabledIf(value = "org.parzc.cuda.StandIn#isBuilt", disabledReason = StandIn.NOT_BUILT)
class BudgetsOnCuda {
  private static final NasBench201 SPACE = new NasBench201();
  private static final Skeleton SKELETON = new Skeleton(16, 5, 10, new Shape(3, 32, 32));
  private static final int BATCH = 16;
  private static final Architecture TYPICAL =
      SPACE.parse(
          "|nor_conv_3x3~0|+|skip_connect~0|nor_conv_1x1~1|+|none~0|avg_pool_3x3~1|skip_connect~2|");
  private static final Architecture HEAVY =
      SPACE.parse(
          "|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|nor_conv_3x3~0|nor_conv_3x3~1|nor_conv_3x3~2|");

  /** What was counted, for docs/gpu.md. */
  private static final Path COUNTED = Path.of("target", "cuda-stand-in", "counts.csv");

  @BeforeAll
  static void begin() throws IOException {
    Files.createDirectories(COUNTED.getParent());
    Files.writeString(
        COUNTED, "cell,measured,launches,cuDNN,waits,to the device,to the host,allocations\n");
  }

  @AfterEach
  void reset() {
    StandIn.reset();
  }

  /** One statistic names one pass; an empty list is the weights alone. */
  @ParameterizedTest
  @CsvSource({
    // cell, statistics, network-level proxies, launches, cuDNN executions, waits, copies
    "typical, all, all, 4600, 862, 9, 19",
    "typical, l2_norm, , 5, 0, 3, 5",
    "typical, grad_norm, , 343, 112, 3, 5",
    "typical, fisher, , 345, 112, 3, 5",
    "typical, nwot, , 345, 112, 3, 5",
    "typical, grasp, , 3136, 335, 3, 5",
    "typical, zico, , 687, 224, 3, 5",
    "typical, synflow, , 196, 112, 3, 5",
    "typical, synflow_bn, , 343, 112, 3, 5",
    "typical, , jacov, 470, 149, 3, 5",
    "typical, , zen, 420, 151, 9, 19",
    "heavy, all, all, 10600, 2242, 9, 19",
    "heavy, l2_norm, , 5, 0, 3, 5",
    "heavy, grad_norm, , 695, 295, 3, 5",
    "heavy, fisher, , 697, 295, 3, 5",
    "heavy, nwot, , 697, 295, 3, 5",
    "heavy, grasp, , 7864, 886, 3, 5",
    "heavy, zico, , 1391, 591, 3, 5",
    "heavy, synflow, , 303, 295, 3, 5",
    "heavy, synflow_bn, , 695, 295, 3, 5",
    "heavy, , jacov, 944, 394, 3, 5",
    "heavy, , zen, 820, 391, 9, 19",
  })
  void aNetworkCostsNoMoreThan(
      String cell,
      String statistics,
      String proxies,
      long launches,
      long cudnn,
      long waits,
      long copies)
      throws IOException {
    StandIn.Counts counted = counted(cell, statistics, proxies);
    write(cell, statistics, proxies, counted);
    assertThat(counted.launches()).as("launches").isLessThanOrEqualTo(launches);
    assertThat(counted.cudnn()).as("cuDNN executions").isLessThanOrEqualTo(cudnn);
    assertThat(counted.waits()).as("waits").isLessThanOrEqualTo(waits);
    assertThat(counted.copies()).as("copies between host and device").isLessThanOrEqualTo(copies);
    assertThat(counted.misplaced()).isZero();
  }

  private static StandIn.Counts counted(String cell, String statistics, String proxies) {
    ExtractionSettings settings =
        new ExtractionSettings(
            SPACE,
            SKELETON,
            new Minibatches(
                ImageSources.parse("normal", 1, SKELETON.input(), SKELETON.classes()), BATCH, 2),
            1,
            ElementType.FLOAT32,
            statistics == null ? List.of() : Statistics.nodeWise(List.of(statistics)),
            proxies == null
                ? List.of()
                : proxies.equals("all")
                    ? Statistics.networkLevel()
                    : Statistics.networkLevel(List.of(proxies)));
    Architecture architecture = cell.equals("heavy") ? HEAVY : TYPICAL;
    StandIn.runAtMost(1);
    try (Extractor extractor = new Extractor(settings, Cuda.device())) {
      extractor.extract(architecture);
      StandIn.reset();
      StandIn.runAtMost(1);
      extractor.extract(architecture);
      return StandIn.count();
    }
  }

  private static void write(String cell, String statistics, String proxies, StandIn.Counts counted)
      throws IOException {
    Files.writeString(
        COUNTED,
        String.format(
            Locale.ROOT,
            "%s,%s %s,%d,%d,%d,%d,%d,%d%n",
            cell,
            statistics,
            proxies,
            counted.launches(),
            counted.cudnn(),
            counted.waits(),
            counted.of("copies to the device"),
            counted.of("copies to the host"),
            counted.of("cudaMalloc")),
        StandardOpenOption.APPEND);
  }
}
