package org.parzc.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.parzc.nativecore.ElementType;
import org.parzc.network.SharedWeights.Distribution;
import org.parzc.space.Blueprint;
import org.parzc.space.NasBench201;
import org.parzc.space.Skeleton;

/** Gradients do not depend on what freed memory held, whatever the number of channels. */
class UnwrittenMemoryTest {
  private static final int IMAGES = 4;
  private static final int REPETITIONS = 6;

  @ParameterizedTest
  @ValueSource(ints = {4, 8, 20})
  void gradientsOfFloat32AreThoseOfFloat64(int channels) {
    NasBench201 space = new NasBench201();
    Skeleton usual = space.defaultSkeleton();
    Blueprint blueprint = space.parse("|nor_conv_3x3~0|+|none~0|nor_conv_3x3~1|+|none~0|none~1|nor_conv_3x3~2|")
        .blueprint(new Skeleton(channels, 1, usual.classes(), usual.input()));
    try (SharedWeights single = new SharedWeights(1, Distribution.KAIMING_NORMAL, ElementType.FLOAT32);
        SharedWeights exact = new SharedWeights(1, Distribution.KAIMING_NORMAL, ElementType.FLOAT64)) {
      double[] expected = norms(blueprint, exact, ElementType.FLOAT64);
      for (int i = 0; i < REPETITIONS; i++) {
        leaveNaNs();
        double[] found = norms(blueprint, single, ElementType.FLOAT32);
        for (int node = 0; node < expected.length; node++) {
          assertThat(found[node]).as("node %d, repetition %d", node, i)
              .isCloseTo(expected[node], within(0.02 * expected[node]));
        }
      }
    }
  }

  /** Returns the norm of every node's gradient, then of every node's derivative of the gradients' squares. */
  private static double[] norms(Blueprint blueprint, Initialisation weights, ElementType type) {
    try (PointerScope scope = new PointerScope()) {
      Network network = Network.atInitialisation(blueprint, weights, type);
      float[] pixels = new float[(int) (IMAGES * blueprint.input().elements())];
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = (float) Math.sin(i * 0.37);
      }
      Tensor images = Tensors.of(pixels, type, IMAGES, blueprint.input().channels(), blueprint.input().height(),
          blueprint.input().width());
      Tensor loss = network.forward(images, BatchNormMode.BATCH).logits().square().sum();
      List<Tensor> first = Autograd.gradients(loss, network.weights(), Autograd.Graph.EXTENDED);
      List<Tensor> all = new ArrayList<>(first);
      all.addAll(Autograd.gradients(first, first.stream().map(Tensor::detach).toList(), network.weights(),
          Autograd.Graph.FREED));
      return all.stream().mapToDouble(tensor -> tensor.norm().item_double()).toArray();
    }
  }

  /** Fills memory of the sizes that networks ask for with NaN and gives it back. */
  private static void leaveNaNs() {
    try (PointerScope scope = new PointerScope()) {
      for (int repetition = 0; repetition < 10; repetition++) {
        for (int channels : new int[] {1, 4, 16, 64}) {
          for (int extent : new int[] {3, 8, 16, 32}) {
            Tensors.filled(Double.NaN, ElementType.FLOAT32, IMAGES, channels, extent, extent);
            Tensors.filled(Double.NaN, ElementType.FLOAT32, channels, channels, 3, 3);
          }
        }
      }
    }
  }
}
