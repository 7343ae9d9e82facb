package org.parzc.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.parzc.blueprint.Blueprint;
import org.parzc.blueprint.Shape;
import org.parzc.nativecore.ElementType;
import org.parzc.network.SharedWeights.Distribution;
import org.parzc.space.Architecture;
import org.parzc.space.Skeleton;
import org.parzc.spaces.nds.NdsSpace;

/** Random cells of every NDS space run forward and backward. */
@Tag("slow")
class NdsNetworkTest {
  private static final int CELLS = 12;
  private static final int IMAGES = 4;

  static Stream<NdsSpace> spaces() {
    return NdsSpace.all().stream();
  }

  @ParameterizedTest
  @MethodSource("spaces")
  void everyLiveWeightGetsAGradient(NdsSpace space) {
    SplittableRandom random = new SplittableRandom(2);
    // Widths that fill no block of channels, and 28 rows, halved twice, as those of MNIST.
    Skeleton skeleton = new Skeleton(6, 1, 10, new Shape(1, 28, 28));
    LibTorch.start();
    try (SharedWeights weights =
        new SharedWeights(
            1, Distribution.KAIMING_NORMAL, ElementType.FLOAT32, Device.open(DeviceRequest.CPU))) {
      Stream.generate(() -> space.random(random))
          .limit(CELLS)
          .forEach(cell -> runs(cell, cell.blueprint(skeleton), weights));
    }
  }

  private static void runs(Architecture architecture, Blueprint blueprint, SharedWeights weights) {
    try (PointerScope scope = new PointerScope()) {
      Network network = Network.atInitialisation(blueprint, weights, ElementType.FLOAT32);
      float[] pixels = new float[IMAGES * (int) blueprint.input().elements()];
      for (int k = 0; k < pixels.length; k++) {
        pixels[k] = (float) Math.sin(1 + 0.7 * k + 0.01 * (k % 97) * (k % 89));
      }
      Trace trace =
          network.forward(
              Tensors.of(
                  pixels,
                  ElementType.FLOAT32,
                  IMAGES,
                  blueprint.input().channels(),
                  blueprint.input().height(),
                  blueprint.input().width()),
              BatchNormMode.BATCH);
      assertThat(trace.logits().sizes().vec().get()).containsExactly(IMAGES, 10);
      for (int node = 0; node < blueprint.nodes().size(); node++) {
        Shape shape = blueprint.vertices().get(blueprint.nodes().get(node).vertex()).shape();
        long[] found = trace.outputs().get(node).sizes().vec().get();
        assertThat(found[1]).isEqualTo(shape.channels());
        assertThat(Arrays.stream(found).skip(1).reduce(1, (a, b) -> a * b))
            .isEqualTo(shape.elements());
      }
      List<Tensor> gradients =
          Autograd.gradients(
              trace.logits().mul(trace.logits()).sum(), network.weights(), Autograd.Graph.FREED);
      BitSet live = blueprint.live();
      for (int node = 0; node < gradients.size(); node++) {
        String place = architecture + " " + blueprint.nodes().get(node).slot().name();
        boolean alive = live.get(blueprint.nodes().get(node).vertex());
        // Dead weights are those that lead nowhere, without a gradient, and those that only zeros
        // reach.
        double norm = gradients.get(node).defined() ? gradients.get(node).norm().item_double() : 0;
        assertThat(norm).as(place).isFinite();
        assertThat(norm > 0).as(place).isEqualTo(alive);
      }
    }
  }
}
