package org.parzc.extraction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.parzc.InputException;
import org.parzc.blueprint.Shape;
import org.parzc.images.ImageSources;
import org.parzc.nativecore.ElementType;
import org.parzc.network.Device;
import org.parzc.network.DeviceRequest;
import org.parzc.network.SharedWeights;
import org.parzc.search.Budget;
import org.parzc.search.Constraint;
import org.parzc.search.Costs;
import org.parzc.search.Objective;
import org.parzc.search.Search;
import org.parzc.search.SearchAlgorithm;
import org.parzc.search.SearchAlgorithms;
import org.parzc.search.SearchState;
import org.parzc.space.Architecture;
import org.parzc.space.Skeleton;
import org.parzc.spaces.nasbench.NasBench101;
import org.parzc.statistics.ArchitectureStatistics;
import org.parzc.statistics.Statistics;

/** What cannot be measured here is refused before anything runs, and so is a closed extractor. */
@Tag("slow")
class WrongUseTest {
  private static final ExtractionSettings SETTINGS =
      Cells.settings(
          ElementType.FLOAT32, Statistics.nodeWise(List.of("l2_norm", "snip")), List.of());
  private static final NasBench101 OTHER = new NasBench101();
  private static final Architecture FOREIGN =
      OTHER.parse("011/001/000;input|conv3x3-bn-relu|output");
  private static final String MESSAGE =
      "architecture %s: found one of space nasbench101, expected one of nasbench201"
          .formatted(FOREIGN);

  @Test
  void aSkeletonThatIsNotTheImages() {
    for (Skeleton skeleton :
        List.of(
            new Skeleton(4, 1, 3, new Shape(3, 8, 9)),
            new Skeleton(4, 1, 3, new Shape(1, 8, 8)),
            new Skeleton(4, 1, 4, Cells.IMAGE))) {
      assertThatThrownBy(
              () ->
                  new ExtractionSettings(
                      Cells.SPACE,
                      skeleton,
                      new Minibatches(ImageSources.parse("normal", 1, Cells.IMAGE, 3), 6, 2),
                      1,
                      ElementType.FLOAT32,
                      List.of(),
                      List.of()))
          .isInstanceOf(InputException.class)
          .hasMessageStartingWith(
              "skeleton: found input "
                  + skeleton.input()
                  + " and "
                  + skeleton.classes()
                  + " classes, expected those of the images, "
                  + Cells.IMAGE
                  + " and 3");
    }
  }

  @Test
  void anArchitectureOfAnotherSpace() {
    try (Extractor extractor = new Extractor(SETTINGS, Device.cpu());
        LocalExtraction engine =
            new LocalExtraction(SETTINGS, DeviceRequest.CPU, OptionalInt.of(1))) {
      List<ExtractionOutcome> outcomes = new ArrayList<>();
      assertThatThrownBy(() -> extractor.extract(FOREIGN))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(MESSAGE);
      assertThatThrownBy(() -> engine.run(List.of(FOREIGN), outcomes::add))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(MESSAGE);
      assertThat(outcomes).isEmpty();
    }
    Costs costs = Costs.sizes(Cells.SPACE, Cells.SKELETON);
    for (String name : List.of("params", "flops")) {
      assertThatThrownBy(() -> costs.named(name).of(FOREIGN))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(MESSAGE);
      assertThatThrownBy(() -> Constraint.parse(name + "<1K", costs::named).admits(FOREIGN))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(MESSAGE);
    }
  }

  @Test
  void searchesInAnotherSpace() {
    SearchAlgorithm random = SearchAlgorithms.named("random", OptionalInt.of(2));
    Objective size =
        new Objective.Size(Costs.sizes(OTHER, OTHER.defaultSkeleton()).named("params"));
    SearchState there =
        new Search(OTHER, random, size, Optional.empty(), List.of(), 1).run(new Budget(9, 2));
    Objective here = new Objective.Size(Costs.sizes(Cells.SPACE, Cells.SKELETON).named("params"));
    Search search = new Search(Cells.SPACE, random, here, Optional.empty(), List.of(), 1);
    assertThatThrownBy(() -> search.within(new Budget(9, 9)).next(there))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found one of space nasbench101, expected one of nasbench201");
    SearchAlgorithm all = SearchAlgorithms.named("exhaustive");
    assertThatThrownBy(() -> new Search(OTHER, all, size, Optional.empty(), List.of(), 1))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "exhaustive search: found nasbench101, expected a space that numbers its"
                + " architectures");
  }

  @Test
  void aClosedExtractorMeasuresNoMore() {
    LocalExtraction engine = new LocalExtraction(SETTINGS, DeviceRequest.CPU, OptionalInt.of(1));
    Extractor extractor = new Extractor(SETTINGS, Device.cpu());
    for (AutoCloseable one : List.of(engine, engine, extractor, extractor)) {
      assertThat(one).satisfies(AutoCloseable::close);
    }
    List<ExtractionOutcome> outcomes = new ArrayList<>();
    assertThat(
            List.<ThrowingCallable>of(
                () -> extractor.extract(Cells.MIXED),
                () -> engine.run(List.of(Cells.MIXED), outcomes::add),
                () -> engine.run(List.of(), outcomes::add),
                engine::description,
                engine::workers))
        .allSatisfy(
            call ->
                assertThatThrownBy(call)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("extractor: closed"));
    assertThat(outcomes).isEmpty();
  }

  /**
   * What runs ends as if nothing had happened; what comes later is refused and is nobody's failure.
   */
  @Test
  void closingWhileItMeasures() throws InterruptedException {
    ArchitectureStatistics expected;
    try (Extractor extractor = new Extractor(SETTINGS, Device.cpu())) {
      expected = extractor.extract(Cells.MIXED);
    }
    for (int round = 0; round < 10; round++) {
      Extractor extractor = new Extractor(SETTINGS, Device.cpu());
      List<Object> seen = new ArrayList<>();
      Thread measuring =
          new Thread(
              () -> {
                try {
                  while (true) {
                    seen.add(ExtractionOutcome.of(extractor, Cells.MIXED));
                  }
                } catch (IllegalStateException e) {
                  seen.add(e.getMessage());
                }
              });
      measuring.start();
      Thread.sleep(20);
      extractor.close();
      measuring.join();
      assertThat(seen.get(seen.size() - 1)).isEqualTo("extractor: closed");
      assertThat(seen.subList(0, seen.size() - 1))
          .allMatch(new ExtractionOutcome.Extracted(Cells.MIXED, expected)::equals);
    }
  }

  @Test
  void weightsOutliveWhatHandedThemOut() {
    SharedWeights weights =
        new SharedWeights(
            1, SharedWeights.Distribution.KAIMING_NORMAL, ElementType.FLOAT32, Device.cpu());
    var blueprint = Cells.MIXED.blueprint(Cells.SKELETON);
    var node = blueprint.nodes().get(0);
    var handed = weights.weight(node, blueprint.weighted(node), 0);
    double before = handed.abs().sum().item_double();
    weights.close();
    weights.close();
    assertThat(handed.abs().sum().item_double()).isEqualTo(before).isPositive();
    assertThatThrownBy(() -> weights.weight(node, blueprint.weighted(node), 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("weights: closed");
  }
}
