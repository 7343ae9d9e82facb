package org.parzc.extraction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.parzc.torchscript.Modules.shape;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.blueprint.Shape;
import org.parzc.images.ImageSources;
import org.parzc.nativecore.ElementType;
import org.parzc.network.Device;
import org.parzc.space.EnumerableSpace;
import org.parzc.space.Skeleton;
import org.parzc.spaces.SearchSpaces;
import org.parzc.statistics.ArchitectureStatistics;
import org.parzc.statistics.NodeStatistics;
import org.parzc.statistics.Statistics;
import org.parzc.torchscript.Modules;

/** Extraction from modules that do what people's modules do. */
@Tag("slow")
class TorchScriptExtractionTest {
  private static final Shape IMAGE = new Shape(2, 6, 6);
  private static final String PLAIN =
      """
      y = torch.conv2d(x, self.conv, None, [1, 1], [1, 1], [1, 1], 1)
      z = torch.relu(torch.batch_norm(y, self.scale, None, None, None, False, 0.1, 1e-5, False))
      w = torch.relu(torch.conv2d(z, self.point, None, [1, 1], [0, 0], [1, 1], 1))
      return torch.linear(torch.mean(w + z, [2, 3]), self.fc, None)
      """;
  private static final Object[] SHAPES = shapes(5, 3);

  private static Object[] shapes(int width, int classes) {
    return new Object[] {
      "conv",
      shape(width, 2, 3, 3),
      "point",
      shape(width, width, 1, 1),
      "fc",
      shape(classes, width),
      "scale",
      shape(width)
    };
  }

  @TempDir private Path folder;

  private EnumerableSpace space() {
    return (EnumerableSpace) SearchSpaces.named("torchscript:" + folder);
  }

  private ExtractionSettings settings(ElementType type) {
    return new ExtractionSettings(
        space(),
        new Skeleton(1, 1, 3, IMAGE),
        new Minibatches(ImageSources.parse("normal", 1, IMAGE, 3), 6, 2),
        1,
        type,
        Statistics.nodeWise(),
        Statistics.networkLevel());
  }

  private ArchitectureStatistics extract(ElementType type, String body, Object... shapes) {
    Modules.write(folder.resolve("one.pt"), body, shapes);
    try (Extractor extractor = new Extractor(settings(type), Device.cpu())) {
      return extractor.extract(space().parse("one"));
    }
  }

  private static void same(
      ArchitectureStatistics found, ArchitectureStatistics expected, double tolerance) {
    assertThat(found.nodes()).hasSameSizeAs(expected.nodes());
    for (NodeStatistics node : expected.nodes()) {
      same(found.nodes().get(node.index()).values(), node.values(), tolerance);
    }
    same(found.proxies(), expected.proxies(), tolerance);
  }

  private static void same(
      Map<String, Double> found, Map<String, Double> expected, double tolerance) {
    assertThat(found.keySet()).isEqualTo(expected.keySet());
    expected.forEach(
        (name, value) ->
            assertThat(found.get(name))
                .as(name)
                .isCloseTo(value, within(tolerance * (1 + Math.abs(value)))));
  }

  @Test
  void everyStatisticOfAPlainNetworkIsThere() {
    ArchitectureStatistics all = extract(ElementType.FLOAT64, PLAIN, SHAPES);
    assertThat(all.nodes())
        .extracting(node -> node.slot().name())
        .containsExactly("conv", "point", "fc");
    assertThat(all.nodes()).extracting(node -> node.values().size()).containsExactly(10, 10, 9);
    assertThat(all.nodes().get(2).values()).doesNotContainKey("nwot");
    assertThat(all.nodes())
        .allMatch(node -> node.values().values().stream().allMatch(Double::isFinite));
    assertThat(all.proxies().values())
        .hasSize(Statistics.networkLevel().size())
        .allMatch(Double::isFinite);
  }

  /** Dropout would make two runs differ; batch statistics are used whatever the module says. */
  @Test
  void dropoutIsOffAndRunningStatisticsDoNotMatter() {
    ArchitectureStatistics plain = extract(ElementType.FLOAT64, PLAIN, SHAPES);
    ArchitectureStatistics training =
        extract(
            ElementType.FLOAT64,
            PLAIN
                .replace("None, None, False, 0.1", "self.mean, self.variance, True, 0.5")
                .replace("torch.mean(w", "torch.mean(torch.dropout(w, 0.9, True)"),
            Stream.concat(Arrays.stream(SHAPES), Stream.of("mean", shape(5), "variance", shape(5)))
                .toArray());
    same(training, plain, 0);
  }

  @Test
  void writingInPlaceChangesNeitherStatisticsNorTheImagesOfOthers() {
    ArchitectureStatistics plain =
        extract(
            ElementType.FLOAT64, PLAIN.replace("torch.conv2d(x", "torch.conv2d(x * 2.0"), SHAPES);
    ArchitectureStatistics inPlace =
        extract(
            ElementType.FLOAT64,
            """
            x.mul_(2.0)
            y = torch.conv2d(x, self.conv, None, [1, 1], [1, 1], [1, 1], 1)
            z = torch.batch_norm(y, self.scale, None, None, None, False, 0.1, 1e-5, False)
            torch.relu_(z)
            w = torch.conv2d(z, self.point, None, [1, 1], [0, 0], [1, 1], 1)
            torch.relu_(w)
            v = torch.clone(w)
            v.add_(z)
            return torch.linear(torch.mean(v, [2, 3]), self.fc, None)
            """,
            SHAPES);
    same(inPlace, plain, 1e-12);
  }

  /**
   * The description runs two images, the measurement six: what belongs to vertices cannot be told.
   */
  @Test
  void whatDependsOnTheImagesIsLeftOutAndNotZero() {
    ArchitectureStatistics plain = extract(ElementType.FLOAT64, PLAIN, SHAPES);
    ArchitectureStatistics branching =
        extract(
            ElementType.FLOAT64,
            "if x.size(0) > 2:\n  x = torch.neg(torch.neg(x))\n" + PLAIN,
            SHAPES);
    assertThat(branching.nodes())
        .allSatisfy(
            node ->
                assertThat(node.values())
                    .doesNotContainKeys("fisher", "nwot")
                    .containsKeys("snip", "synflow", "grasp"));
    assertThat(branching.proxies()).doesNotContainKey("nwot").containsKeys("zen", "jacov");
    assertThat(branching.nodes().get(0).values().get("synflow_bn"))
        .isEqualTo(plain.nodes().get(0).values().get("synflow_bn"));
  }

  @Test
  void aNetworkWithoutGlobalPoolingHasNoZenScore() {
    ArchitectureStatistics all =
        extract(
            ElementType.FLOAT64,
            "return torch.linear(torch.flatten(torch.relu(x), 1), self.fc, None)",
            "fc",
            shape(3, 72));
    assertThat(all.proxies()).doesNotContainKey("zen").containsKeys("nwot", "jacov");
  }

  /**
   * 24 channels do not fill blocks of 16: LibTorch's own convolutions are wrong there in float32.
   */
  @Test
  void float32AgreesWithFloat64() {
    String wide =
        """
        y = torch.relu(torch.conv2d(x, self.first, None, [1, 1], [1, 1], [1, 1], 1))
        y = torch.relu(torch._convolution(y, self.second, None, [1, 1], [1, 1], [1, 1], False, [0, 0], 1, False, \
        False, True, True))
        z = torch.conv1d(torch.flatten(y, 2), self.line, None, [2], [1], [1], 1)
        return torch.linear(torch.mean(z, [2]), self.fc, None)
        """;
    Object[] shapes = {
      "first",
      shape(24, 2, 3, 3),
      "second",
      shape(24, 24, 3, 3),
      "line",
      shape(24, 24, 3),
      "fc",
      shape(3, 24)
    };
    ArchitectureStatistics exact = extract(ElementType.FLOAT64, wide, shapes);
    same(extract(ElementType.FLOAT32, wide, shapes), exact, 1e-3);
    assertThat(exact.nodes()).hasSize(4);
  }

  private List<ExtractionOutcome> outcomes(int threads) {
    List<ExtractionOutcome> outcomes = new ArrayList<>();
    try (Extractor extractor = new Extractor(settings(ElementType.FLOAT32), Device.cpu())) {
      ParallelExtraction.run(
          extractor,
          LongStream.range(0, space().size()).mapToObj(space()::at).toList(),
          threads,
          outcomes::add);
    }
    return outcomes;
  }

  @Test
  void threadsDoNotChangeTheResultAndABadModuleStopsNoOther() throws IOException {
    for (int width = 3; width < 11; width++) {
      Modules.write(folder.resolve("net%02d.pt".formatted(width)), PLAIN, shapes(width, 3));
    }
    Files.writeString(folder.resolve("net05b.pt"), "not a module");
    Modules.write(folder.resolve("net05c.pt"), PLAIN, shapes(5, 4));
    List<ExtractionOutcome> alone = outcomes(1);
    List<ExtractionOutcome> together = outcomes(2);
    assertThat(together.stream().map(Object::toString))
        .isEqualTo(alone.stream().map(Object::toString).toList());
    assertThat(alone).hasSize(10);
    assertThat(
            alone.stream()
                .filter(ExtractionOutcome.Failed.class::isInstance)
                .map(outcome -> ((ExtractionOutcome.Failed) outcome).message())
                .toList())
        .hasSize(2)
        .allMatch(message -> message.startsWith(folder.toString()))
        .satisfiesExactly(
            text -> assertThat(text).contains("net05b.pt", "not a TorchScript module"),
            classes -> assertThat(classes).contains("net05c.pt", "(batch, 4)", "(batch, 3)"));
  }

  /** The largest weight has 1 MiB: one tensor left behind by each network would be 120 MiB. */
  @Test
  @Tag("thorough")
  void nativeMemoryDoesNotGrow() throws IOException {
    Path status = Path.of("/proc/self/status");
    Assumptions.assumeTrue(Files.exists(status), "skipped: no " + status);
    Modules.write(folder.resolve("one.pt"), PLAIN, shapes(512, 3));
    try (Extractor extractor = new Extractor(settings(ElementType.FLOAT32), Device.cpu())) {
      long before = 0;
      for (int i = 0; i <= 150; i++) {
        extractor.extract(space().parse("one"));
        if (i == 30) {
          before = residentMiB(status);
        }
      }
      assertThat(residentMiB(status) - before).as("growth in MiB over 120 networks").isLessThan(80);
    }
  }

  private static long residentMiB(Path status) throws IOException {
    System.gc();
    return Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
            .findFirst()
            .orElseThrow()
        / 1024;
  }
}
