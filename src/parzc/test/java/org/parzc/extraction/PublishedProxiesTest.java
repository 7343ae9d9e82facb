package org.parzc.extraction;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Index;
import org.hipparchus.stat.correlation.KendallsCorrelation;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.parzc.images.ImageSource;
import org.parzc.images.ImageSources;
import org.parzc.nativecore.ElementType;
import org.parzc.network.Device;
import org.parzc.spaces.nasbench.NasBench201;
import org.parzc.statistics.ArchitectureStatistics;
import org.parzc.statistics.Statistics;

/**
 * Our proxies in the benchmark's own network against those that NAS-Bench-Suite-Zero published: the
 * ranks must agree, although weights and images are others. The published nwot counts the ReLU of
 * an operation twice, and so weighs them against the last ReLU; the order hardly minds.
 */
@Tag("slow")
class PublishedProxiesTest {
  private static final int CELLS = 20;
  private static final int ARCHITECTURE_COLUMN = 1;
  private static final int NWOT_COLUMN = 9;
  private static final int SYNFLOW_COLUMN = 13;

  @Test
  void ranksAgreeWithThePublishedOnes() throws IOException {
    Path data = Path.of(System.getProperty("parzc.shared", "../shared")).resolve("data");
    Path published = data.resolve("nasbench201_cifar10_proxies.csv");
    Path images = data.resolve("cifar10_256_balanced.bin");
    Assumptions.assumeTrue(
        Files.exists(published) && Files.exists(images),
        "skipped: no published proxies in " + data + " (set -Dparzc.shared=DIR)");
    List<String> rows = new ArrayList<>(Files.readAllLines(published));
    assertThat(rows.remove(0).split(","))
        .contains("nwot", Index.atIndex(NWOT_COLUMN))
        .contains("synflow", Index.atIndex(SYNFLOW_COLUMN));
    Collections.shuffle(rows, new Random(1));
    double[][] theirs = new double[2][CELLS];
    double[][] ours = new double[2][CELLS];
    NasBench201 space = new NasBench201();
    ImageSource source = ImageSources.parse("cifar10:" + images, 1, null, 10);
    try (Extractor extractor =
        new Extractor(
            new ExtractionSettings(
                space,
                space.defaultSkeleton(),
                new Minibatches(source, 16, 1),
                1,
                ElementType.FLOAT32,
                Statistics.nodeWise(List.of("synflow")),
                Statistics.networkLevel(List.of("nwot"))),
            Device.cpu())) {
      for (int cell = 0; cell < CELLS; cell++) {
        String[] fields = rows.get(cell).split(",");
        theirs[0][cell] = Double.parseDouble(fields[SYNFLOW_COLUMN]);
        theirs[1][cell] = Double.parseDouble(fields[NWOT_COLUMN]);
        ArchitectureStatistics statistics =
            extractor.extract(space.parse(fields[ARCHITECTURE_COLUMN]));
        ours[0][cell] =
            statistics.nodes().stream().mapToDouble(node -> node.values().get("synflow")).sum();
        ours[1][cell] = statistics.proxies().get("nwot");
      }
    }
    KendallsCorrelation kendall = new KendallsCorrelation();
    double synflow = kendall.correlation(ours[0], theirs[0]);
    double nwot = kendall.correlation(ours[1], theirs[1]);
    assertThat(synflow).as("synflow").isGreaterThan(0.9);
    assertThat(nwot).as("nwot").isGreaterThan(0.85);
  }
}
