package org.parzc.extraction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.bytedeco.pytorch.global.torch_cuda;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.parzc.blueprint.Shape;
import org.parzc.cuda.Cuda;
import org.parzc.cuda.StandIn;
import org.parzc.images.ImageSources;
import org.parzc.nativecore.ElementType;
import org.parzc.network.DeviceRequest;
import org.parzc.space.Architecture;
import org.parzc.space.Skeleton;
import org.parzc.spaces.nasbench.NasBench201;
import org.parzc.statistics.Statistics;

/**
 * What fails on the device: a network alone where only it failed, the run where the device is lost.
 */
@EnabledIf(value = "org.parzc.cuda.StandIn#isBuilt", disabledReason = StandIn.NOT_BUILT)
class FailuresOnCuda {
  private static final NasBench201 SPACE = new NasBench201();
  private static final Skeleton SKELETON = new Skeleton(16, 3, 3, new Shape(3, 32, 32));
  private static final ExtractionSettings SETTINGS =
      new ExtractionSettings(
          SPACE,
          SKELETON,
          new Minibatches(
              ImageSources.parse("normal", 1, SKELETON.input(), SKELETON.classes()), 32, 2),
          1,
          ElementType.FLOAT32,
          Statistics.nodeWise(List.of("grad_norm", "fisher")),
          List.of());
  private static final long ROOM = 60 << 20;

  /** Enough for the forward pass, and not for the backward pass. */
  private static final long MOST_OF_LARGE = 270 << 20;

  private static final long WEIGHTS_OF_LARGE = 8 << 20;
  private static final Architecture SMALL =
      SPACE.parse("|skip_connect~0|+|none~0|none~1|+|none~0|skip_connect~1|none~2|");
  private static final Architecture OTHER =
      SPACE.parse("|skip_connect~0|+|none~0|none~1|+|none~0|nor_conv_1x1~1|none~2|");
  private static final Architecture LARGE =
      SPACE.parse(
          "|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|nor_conv_3x3~0|nor_conv_3x3~1|nor_conv_3x3~2|");

  private ExtractionEngine engine;

  @BeforeEach
  void open() {
    StandIn.reset();
    StandIn.runAtMost(1);
    engine = Cuda.engine(SETTINGS, 1);
  }

  @AfterEach
  void close() {
    StandIn.limitMemory(0, -1);
    StandIn.reset();
    engine.close();
  }

  private List<ExtractionOutcome> outcomes(Architecture... architectures) {
    List<ExtractionOutcome> outcomes = new ArrayList<>();
    engine.run(List.of(architectures), outcomes::add);
    return outcomes;
  }

  private static String failure(ExtractionOutcome outcome) {
    assertThat(outcome).isInstanceOf(ExtractionOutcome.Failed.class);
    return ((ExtractionOutcome.Failed) outcome).message();
  }

  private static void measured(ExtractionOutcome... outcomes) {
    assertThat(Stream.of(outcomes)).allMatch(ExtractionOutcome.Extracted.class::isInstance);
  }

  @Test
  void aNetworkForWhichMemoryDoesNotSufficeFailsAlone() {
    // What other tests left in LibTorch's cache would be enough.
    torch_cuda.getAllocator().emptyCache();
    measured(outcomes(SMALL, OTHER).toArray(ExtractionOutcome[]::new));
    StandIn.limitMemory(0, StandIn.memoryInUse(0) + ROOM);
    List<ExtractionOutcome> outcomes = outcomes(SMALL, LARGE, OTHER);
    assertThat(failure(outcomes.get(1))).contains("out of memory").doesNotContain("\n");
    measured(outcomes.get(0), outcomes.get(2));
  }

  /** LibTorch keeps what a backward pass had still to do, and what that needs. */
  @Test
  void aNetworkThatFailedLeavesNoMemoryBehind() {
    measured(outcomes(SMALL, OTHER).toArray(ExtractionOutcome[]::new));
    long before = allocated();
    torch_cuda.getAllocator().emptyCache();
    StandIn.limitMemory(0, StandIn.memoryInUse(0) + MOST_OF_LARGE);
    failure(outcomes(LARGE).get(0));
    assertThat(allocated() - before)
        .as("bytes, of which its weights are some")
        .isLessThan(WEIGHTS_OF_LARGE);
  }

  private static long allocated() {
    return torch_cuda.getAllocator().getDeviceStats((byte) 0).allocated_bytes().current();
  }

  @Test
  void asManyWorkersAsTheMemoryHoldsNetworks() {
    try (LocalExtraction plenty =
        new LocalExtraction(SETTINGS, DeviceRequest.CUDA, OptionalInt.empty())) {
      plenty.run(List.of(SMALL, OTHER), outcome -> {});
      assertThat(plenty.workers())
          .isEqualTo(Math.min(16, Runtime.getRuntime().availableProcessors()) + " threads");
      StandIn.limitMemory(0, StandIn.memoryInUse(0) + ROOM);
      plenty.run(List.of(LARGE, OTHER), outcome -> {});
      assertThat(plenty.workers()).isEqualTo("1 threads");
    }
  }

  @Test
  void anAllocationThatFailsOnceCostsNoNetwork() {
    StandIn.failAllocation(1);
    measured(outcomes(LARGE, SMALL).toArray(ExtractionOutcome[]::new));
  }

  @Test
  void aLaunchThatFailsCostsItsNetworkAtMost() {
    measured(outcomes(SMALL).toArray(ExtractionOutcome[]::new));
    StandIn.failLaunch(100, false);
    List<ExtractionOutcome> outcomes = outcomes(LARGE, SMALL, OTHER);
    if (outcomes.get(0) instanceof ExtractionOutcome.Failed failed) {
      assertThat(failed.message())
          .contains("too many resources requested for launch")
          .doesNotContain("\n");
    }
    measured(outcomes.get(1), outcomes.get(2));
  }

  @Test
  void aLostDeviceEndsTheRun() {
    measured(outcomes(SMALL).toArray(ExtractionOutcome[]::new));
    StandIn.failLaunch(100, true);
    List<ExtractionOutcome> outcomes = new ArrayList<>();
    assertThatThrownBy(() -> engine.run(List.of(SMALL, LARGE, OTHER), outcomes::add))
        .hasMessageStartingWith("cuda:0 was lost: ")
        .hasMessageContaining("an illegal memory access was encountered");
    assertThat(outcomes)
        .as("what is told before the end was measured")
        .allMatch(ExtractionOutcome.Extracted.class::isInstance);
  }
}
