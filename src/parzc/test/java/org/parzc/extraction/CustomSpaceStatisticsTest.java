package org.parzc.extraction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.parzc.blueprint.Shape;
import org.parzc.images.ImageSources;
import org.parzc.nativecore.ElementType;
import org.parzc.network.Device;
import org.parzc.space.Architecture;
import org.parzc.space.SearchSpace;
import org.parzc.space.Skeleton;
import org.parzc.spaces.SearchSpaces;
import org.parzc.statistics.ArchitectureStatistics;
import org.parzc.statistics.NodeStatistics;
import org.parzc.statistics.Statistics;

/** Spaces from files are measured like built-in ones: the same cell gives the same bits. */
@Tag("slow")
class CustomSpaceStatisticsTest {
  private static final SearchSpace NASBENCH201 =
      SearchSpaces.named("custom:examples/spaces/nasbench201.yaml");
  private static final SearchSpace TRANSNAS =
      SearchSpaces.named("custom:examples/spaces/transnasbench101-micro.yaml");

  static Stream<Architecture> cells() {
    return Stream.of(
            List.of(Cells.MIXED, Cells.WITH_DEAD_EDGE, Cells.DISCONNECTED).stream(),
            Stream.of(1_234L, 9_876L, 15_624L).map(Cells.SPACE::at))
        .flatMap(stream -> stream);
  }

  @ParameterizedTest
  @MethodSource("cells")
  void aCellOfNasBench201HasTheStatisticsOfTheBuiltInSpace(Architecture cell) {
    ArchitectureStatistics expected = extract(cell, Cells.everything(ElementType.FLOAT32));
    ExtractionSettings settings = Cells.everything(ElementType.FLOAT32);
    ArchitectureStatistics found =
        extract(
            NASBENCH201.parse(cell.representative().text()),
            new ExtractionSettings(
                NASBENCH201,
                settings.skeleton(),
                settings.minibatches(),
                settings.seed(),
                settings.precision(),
                settings.statistics(),
                settings.proxies()));
    assertThat(found.nodes()).isEqualTo(expected.nodes());
    assertThat(found.proxies()).isEqualTo(expected.proxies());
    assertThat(List.of(found.parameters(), found.flops()))
        .isEqualTo(List.of(expected.parameters(), expected.flops()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "64-41414-1_02_333",
        "64-41414-1_11_111",
        "64-41414-3_33_333",
        "64-41414-0_00_000"
      })
  void cellsOfTransNasRun(String text) {
    // Rows: 28, 14 and 7 in the stem, then 4, 2 and 1.
    Skeleton skeleton = new Skeleton(8, 1, 4, new Shape(3, 28, 28));
    ArchitectureStatistics found =
        extract(
            TRANSNAS.parse(text),
            new ExtractionSettings(
                TRANSNAS,
                skeleton,
                new Minibatches(
                    ImageSources.parse("normal", 1, skeleton.input(), skeleton.classes()), 6, 2),
                1,
                ElementType.FLOAT32,
                Statistics.nodeWise(),
                Statistics.networkLevel()));
    assertThat(found.nodes()).hasSize(TRANSNAS.parse(text).blueprint(skeleton).nodes().size());
    for (NodeStatistics node : found.nodes()) {
      Map<String, Double> values = node.values();
      assertThat(values.get("l2_norm")).isPositive();
      assertThat(values.get("grad_norm")).isFinite();
      if (!node.live()) {
        assertThat(values.get("grad_norm")).isZero();
      }
    }
  }

  private static ArchitectureStatistics extract(Architecture cell, ExtractionSettings settings) {
    try (Extractor extractor = new Extractor(settings, Device.cpu())) {
      return extractor.extract(cell);
    }
  }
}
