package org.parzc.extraction;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.parzc.blueprint.Shape;
import org.parzc.cuda.Cuda;
import org.parzc.cuda.StandIn;
import org.parzc.images.ImageSources;
import org.parzc.nativecore.ElementType;
import org.parzc.space.Architecture;
import org.parzc.space.SearchSpace;
import org.parzc.space.Skeleton;
import org.parzc.spaces.SearchSpaces;
import org.parzc.statistics.ArchitectureStatistics;
import org.parzc.statistics.Statistics;
import org.parzc.torchscript.Modules;

/**
 * Networks of every space run on CUDA: what is placed where LibTorch and the kernels expect it. The
 * kernels' first blocks run, and read device memory alone; LibTorch's do not, so that statistics
 * are not compared.
 */
@EnabledIf(value = "org.parzc.cuda.StandIn#isBuilt", disabledReason = StandIn.NOT_BUILT)
class SpacesOnCuda {
  private static final Shape IMAGE = new Shape(3, 32, 32);
  private static final int WORKERS = 3;

  /** The harness takes milliseconds for one; transformers have thousands. */
  private static final int BLOCKS = 2;

  @AfterEach
  void reset() {
    StandIn.reset();
  }

  static Stream<Arguments> spacesAndPrecisions() {
    return Stream.concat(
            SearchSpaces.all().stream(),
            Stream.of(SearchSpaces.named("custom:examples/spaces/transnasbench101-micro.yaml")))
        .flatMap(
            space ->
                Stream.of(ElementType.values())
                    .map(type -> Arguments.of(space.name(), type, space)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("spacesAndPrecisions")
  void everythingIsMeasuredOnTheDevice(String name, ElementType type, SearchSpace space) {
    Architecture architecture = space.random(new SplittableRandom(1));
    assertThat(measured(space, new Skeleton(4, 1, 3, IMAGE), type, 1, List.of(architecture)))
        .hasSize(1);
  }

  @Test
  void modulesAreMeasuredOnTheDevice(@TempDir Path folder) {
    Modules.write(
        folder.resolve("one.pt"),
        """
        y = torch.conv2d(x, self.conv, None, [1, 1], [1, 1], [1, 1], 1)
        z = torch.relu(torch.batch_norm(y, self.scale, None, None, None, False, 0.1, 1e-5, False))
        return torch.linear(torch.mean(z, [2, 3]), self.fc, None)
        """,
        "conv",
        Modules.shape(5, 3, 3, 3),
        "fc",
        Modules.shape(3, 5),
        "scale",
        Modules.shape(5));
    SearchSpace space = SearchSpaces.named("torchscript:" + folder);
    for (ElementType type : ElementType.values()) {
      measured(space, new Skeleton(1, 1, 3, IMAGE), type, 1, List.of(space.parse("one")));
    }
  }

  @Test
  void severalWorkersMeasureAtOnce() {
    SearchSpace space = SearchSpaces.named("nasbench201");
    SplittableRandom random = new SplittableRandom(2);
    List<Architecture> architectures =
        Stream.generate(() -> space.random(random)).limit(12).toList();
    measured(space, new Skeleton(4, 1, 3, IMAGE), ElementType.FLOAT32, WORKERS, architectures);
  }

  /** Asserts that all were measured, and that nothing lay or went where it should not. */
  private static List<ArchitectureStatistics> measured(
      SearchSpace space,
      Skeleton skeleton,
      ElementType type,
      int workers,
      List<Architecture> architectures) {
    ExtractionSettings settings =
        new ExtractionSettings(
            space,
            skeleton,
            new Minibatches(
                ImageSources.parse("normal", 1, skeleton.input(), skeleton.classes()), 4, 2),
            1,
            type,
            Statistics.nodeWise(),
            Statistics.networkLevel());
    List<ArchitectureStatistics> measured = new ArrayList<>();
    StandIn.runAtMost(BLOCKS);
    try (ExtractionEngine engine = Cuda.engine(settings, workers)) {
      assertThat(engine.description()).startsWith("cuda");
      engine.run(
          architectures,
          outcome -> {
            assertThat(outcome).isInstanceOf(ExtractionOutcome.Extracted.class);
            measured.add(((ExtractionOutcome.Extracted) outcome).statistics());
          });
    }
    StandIn.Counts counts = StandIn.count();
    assertThat(counts.launches()).isPositive();
    assertThat(counts.misplaced()).isZero();
    return measured;
  }
}
