package org.parzc.extraction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.parzc.InputException;
import org.parzc.blueprint.Blueprint;
import org.parzc.blueprint.Convolution;
import org.parzc.blueprint.Shape;
import org.parzc.blueprint.Slot;
import org.parzc.nativecore.ElementType;
import org.parzc.network.Device;
import org.parzc.space.Architecture;
import org.parzc.space.Skeleton;
import org.parzc.statistics.ArchitectureStatistics;
import org.parzc.statistics.NetworkProxy;
import org.parzc.statistics.NodeStatistics;
import org.parzc.statistics.Statistic;
import org.parzc.statistics.Statistics;

/**
 * Architecture in, statistics out: repeatable, whatever else is asked for, whatever else goes
 * wrong.
 */
@Tag("slow")
class ExtractorTest {
  private static ArchitectureStatistics extract(
      ExtractionSettings settings, Architecture architecture) {
    try (Extractor extractor = new Extractor(settings, Device.cpu())) {
      return extractor.extract(architecture);
    }
  }

  private static List<ExtractionOutcome> outcomes(List<Architecture> architectures, int threads) {
    List<ExtractionOutcome> outcomes = new ArrayList<>();
    try (Extractor extractor = new Extractor(Cells.everything(ElementType.FLOAT32), Device.cpu())) {
      ParallelExtraction.run(extractor, architectures, threads, outcomes::add);
    }
    return outcomes;
  }

  private static List<Architecture> random(int count) {
    Random random = new Random(11);
    return IntStream.range(0, count).mapToObj(i -> Cells.SPACE.random(random)).toList();
  }

  @Test
  void theSameSettingsGiveTheSameStatistics() {
    ExtractionSettings settings = Cells.everything(ElementType.FLOAT32);
    ArchitectureStatistics first = extract(settings, Cells.MIXED);
    assertThat(extract(settings, Cells.MIXED)).isEqualTo(first);
    ExtractionSettings otherSeed =
        new ExtractionSettings(
            settings.space(),
            settings.skeleton(),
            settings.minibatches(),
            2,
            settings.precision(),
            settings.statistics(),
            settings.proxies());
    ArchitectureStatistics second = extract(otherSeed, Cells.MIXED);
    for (NodeStatistics node : first.nodes()) {
      node.values()
          .forEach(
              (name, value) ->
                  assertThat(second.nodes().get(node.index()).values().get(name))
                      .as("%s of node %d", name, node.index())
                      .isNotNull()
                      .isNotEqualTo(value));
    }
  }

  @Test
  void neitherThreadsNorCompanyChangeTheResult() {
    List<Architecture> architectures = random(12);
    List<ExtractionOutcome> alone = outcomes(architectures, 1);
    assertThat(alone).hasSize(12).allMatch(ExtractionOutcome.Extracted.class::isInstance);
    assertThat(outcomes(architectures, 2)).isEqualTo(alone);
    assertThat(extract(Cells.everything(ElementType.FLOAT32), architectures.get(7)))
        .isEqualTo(((ExtractionOutcome.Extracted) alone.get(7)).statistics());
  }

  @Test
  void everyRecordedNumberOfAConnectedCellIsFinite() {
    ArchitectureStatistics all = extract(Cells.everything(ElementType.FLOAT32), Cells.MIXED);
    assertThat(all.proxies().keySet()).containsExactly("nwot", "jacov", "epe_nas", "zen", "zico");
    assertThat(all.proxies().values()).allMatch(Double::isFinite);
    assertThat(all.nodes()).allMatch(node -> node.nonFinite() == 0 && node.live());
    assertThat(all.nodes())
        .allMatch(node -> node.values().values().stream().allMatch(Double::isFinite));
  }

  /**
   * Asking for Hg makes LibTorch record the backward pass, which may take other kernels: float32
   * rounding differs.
   */
  @Test
  void aStatisticDoesNotDependOnWhatElseIsAskedFor() {
    for (Architecture architecture :
        List.of(Cells.MIXED, Cells.WITH_DEAD_EDGE, Cells.DISCONNECTED)) {
      ArchitectureStatistics all = extract(Cells.everything(ElementType.FLOAT32), architecture);
      for (Statistic statistic : Statistics.nodeWise()) {
        ArchitectureStatistics one =
            extract(
                Cells.settings(ElementType.FLOAT32, List.of(statistic), List.of()), architecture);
        assertThat(one.proxies()).isEmpty();
        for (NodeStatistics node : all.nodes()) {
          Map<String, Double> alone = one.nodes().get(node.index()).values();
          assertThat(alone.keySet()).isSubsetOf(statistic.name());
          same(
              statistic.name() + " of node " + node.index() + " of " + architecture,
              alone.get(statistic.name()),
              node.values().get(statistic.name()));
        }
      }
      for (NetworkProxy proxy : Statistics.networkLevel()) {
        ArchitectureStatistics one =
            extract(Cells.settings(ElementType.FLOAT32, List.of(), List.of(proxy)), architecture);
        assertThat(one.nodes())
            .hasSameSizeAs(all.nodes())
            .allMatch(node -> node.values().isEmpty());
        same(
            proxy.name() + " of " + architecture,
            one.proxies().get(proxy.name()),
            all.proxies().get(proxy.name()));
      }
    }
  }

  private static void same(String what, Double alone, Double together) {
    if (alone == null || together == null || !Double.isFinite(together)) {
      assertThat(alone).as(what).isEqualTo(together);
    } else {
      // plain is a sum that cancels, of terms of size 1: its rounding is absolute.
      assertThat(alone).as(what).isCloseTo(together, within(1e-6 + 1e-4 * Math.abs(together)));
    }
  }

  @Test
  void statisticsOfSharedPassesAreTheSameBitsAloneAndTogether() {
    List<Statistic> firstOrder =
        Statistics.nodeWise(
            List.of(
                "l2_norm", "grad_norm", "snip", "plain", "nwot", "zico", "synflow", "synflow_bn"));
    ArchitectureStatistics together =
        extract(Cells.settings(ElementType.FLOAT32, firstOrder, List.of()), Cells.MIXED);
    for (Statistic statistic : firstOrder) {
      ArchitectureStatistics alone =
          extract(Cells.settings(ElementType.FLOAT32, List.of(statistic), List.of()), Cells.MIXED);
      Function<ArchitectureStatistics, List<Double>> column =
          one ->
              one.nodes().stream()
                  .map(node -> node.values().get(statistic.name()))
                  .collect(Collectors.toList());
      assertThat(column.apply(alone)).as(statistic.name()).isEqualTo(column.apply(together));
    }
  }

  @Test
  void aDeadEdgeHasNoRows() {
    ArchitectureStatistics all =
        extract(Cells.everything(ElementType.FLOAT32), Cells.WITH_DEAD_EDGE);
    assertThat(all.architecture()).isEqualTo(Cells.WITH_DEAD_EDGE.text());
    assertThat(all.nodes())
        .allMatch(NodeStatistics::live)
        .extracting(node -> node.slot().group())
        .doesNotContain("stage1.0->1", "stage2.0->1", "stage3.0->1");
    assertThat(all.nodes())
        .extracting(NodeStatistics::index)
        .containsExactlyElementsOf(IntStream.range(0, all.nodes().size()).boxed().toList());
    all.nodes()
        .forEach(node -> assertThat(node.values().get("snip")).as(node.slot().name()).isPositive());
  }

  @Test
  void onlyNodesWithAReluOfTheirOwnHaveNwot() {
    ArchitectureStatistics all = extract(Cells.everything(ElementType.FLOAT32), Cells.MIXED);
    assertThat(
            all.nodes().stream()
                .filter(node -> !node.values().containsKey("nwot"))
                .map(node -> node.slot().name()))
        .containsExactly("stem", "reduction1.downsample", "reduction2.downsample", "classifier");
  }

  @Test
  void aDisconnectedCellIsMeasured() {
    ArchitectureStatistics all = extract(Cells.everything(ElementType.FLOAT32), Cells.DISCONNECTED);
    assertThat(all.depth()).isZero();
    assertThat(all.nodes()).noneMatch(NodeStatistics::live);
    NodeStatistics stem = all.nodes().get(0);
    assertThat(stem.values())
        .containsEntry("grad_norm", 0.0)
        .containsEntry("grasp", 0.0)
        .containsEntry("synflow", 0.0);
    assertThat(all.proxies().get("jacov")).isNaN();
    assertThat(all.proxies().get("zen")).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  /** An architecture whose blueprint cannot be run on the images of the settings. */
  private record Broken(Blueprint blueprint, String text) implements Architecture {
    @Override
    public String spaceName() {
      return Cells.SPACE.name();
    }

    @Override
    public String canonicalForm() {
      return text;
    }

    @Override
    public List<Architecture> neighbours() {
      return List.of();
    }

    @Override
    public Blueprint blueprint(Skeleton skeleton) {
      if (blueprint == null) {
        throw new IllegalStateException();
      }
      return blueprint;
    }

    @Override
    public List<String> picture() {
      return List.of();
    }
  }

  @Test
  void anArchitectureThatFailsDoesNotStopTheOthers() {
    Blueprint.Builder builder = Blueprint.builder(new Shape(5, 8, 8));
    int logits =
        builder.add(
            new Convolution(5, 3, 3, 1, 1, false),
            builder.input(),
            Slot.single("stem"),
            OptionalInt.empty());
    Architecture wrongChannels = new Broken(builder.build(logits), "five channels");
    Architecture silent = new Broken(null, "fails without a message");
    List<Architecture> architectures =
        List.of(Cells.MIXED, wrongChannels, silent, Cells.DISCONNECTED, wrongChannels, Cells.MIXED);
    for (int threads : new int[] {1, 2}) {
      List<ExtractionOutcome> outcomes = outcomes(architectures, threads);
      assertThat(outcomes).extracting(ExtractionOutcome::architecture).isEqualTo(architectures);
      assertThat(outcomes.stream().map(ExtractionOutcome.Extracted.class::isInstance))
          .containsExactly(true, false, false, true, false, true);
      String message = ((ExtractionOutcome.Failed) outcomes.get(1)).message();
      assertThat(message).isNotBlank().hasLineCount(1).doesNotContain("Exception raised from");
      assertThat(((ExtractionOutcome.Failed) outcomes.get(2)).message())
          .isEqualTo("IllegalStateException");
      assertThat(((ExtractionOutcome.Extracted) outcomes.get(5)).statistics())
          .isEqualTo(((ExtractionOutcome.Extracted) outcomes.get(0)).statistics());
    }
  }

  @Test
  void sizesComeFromTheBlueprint() {
    ArchitectureStatistics all = extract(Cells.everything(ElementType.FLOAT32), Cells.MIXED);
    Blueprint blueprint = Cells.MIXED.blueprint(Cells.SKELETON);
    assertThat(all.architecture()).isEqualTo(Cells.MIXED.text());
    assertThat(all.parameters()).isEqualTo(blueprint.parameters());
    assertThat(all.flops()).isEqualTo(blueprint.flops());
    assertThat(all.depth()).isEqualTo(blueprint.depth());
    for (NodeStatistics node : all.nodes()) {
      assertThat(node.weights()).isEqualTo(node.shape().stream().reduce(1L, (a, b) -> a * b));
    }
  }

  @Test
  void settingsThatDoNotFitTogetherAreRefused() {
    ExtractionSettings good = Cells.everything(ElementType.FLOAT32);
    assertThatThrownBy(
            () ->
                new ExtractionSettings(
                    good.space(),
                    good.skeleton(),
                    new Minibatches(good.minibatches().images(), 1, 2),
                    1,
                    ElementType.FLOAT32,
                    good.statistics(),
                    good.proxies()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("batch size: found 1");
    assertThatThrownBy(
            () ->
                new ExtractionSettings(
                    good.space(),
                    good.skeleton(),
                    new Minibatches(good.minibatches().images(), 6, 1),
                    1,
                    ElementType.FLOAT32,
                    good.statistics(),
                    List.of()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("zico");
    assertThatThrownBy(() -> Statistics.nodeWise(List.of("snip", "snap")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("'snap'")
        .hasMessageContaining("grad_norm");
    assertThat(Statistics.nodeWise(List.of("snip", "l2_norm")))
        .extracting(Statistic::name)
        .containsExactly("l2_norm", "snip");
  }
}
