package org.parzc.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.parzc.nativecore.ElementType;
import org.parzc.network.Autograd;
import org.parzc.network.BatchNormMode;
import org.parzc.network.Device;
import org.parzc.network.Network;
import org.parzc.network.SharedWeights;
import org.parzc.network.Tensors;
import org.parzc.space.Architecture;
import org.parzc.space.NasBench101;
import org.parzc.space.Shape;
import org.parzc.space.Skeleton;

/** Cells of NAS-Bench-101 as networks in float32; golden records have no cell whose channels do not divide evenly. */
class NasBench101NetworksTest {
  private static final Skeleton SMALL = new Skeleton(16, 1, 10, new Shape(3, 32, 32));
  private static final int IMAGES = 8;

  private PointerScope scope;

  @BeforeEach
  void open() {
    scope = new PointerScope();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  static Stream<Architecture> cells() {
    SplittableRandom random = new SplittableRandom(7);
    return Stream.generate(() -> new NasBench101().random(random)).limit(25);
  }

  @ParameterizedTest
  @MethodSource("cells")
  void logitsAndGradientsAreThoseOfFloat64(Architecture cell) {
    List<Tensor> single = logitsAndGradients(cell, ElementType.FLOAT32);
    List<Tensor> exact = logitsAndGradients(cell, ElementType.FLOAT64);
    for (int i = 0; i < exact.size(); i++) {
      Tensor expected = exact.get(i);
      Tensor found = single.get(i).to(expected.scalar_type());
      assertThat(found.isfinite().all().item_bool()).isTrue();
      // A convolution whose gradient cancels is as exact as the others.
      assertThat(found.sub(expected).norm().item_double()).as("tensor %d of %s", i, cell)
          .isLessThan(2e-2 * expected.norm().item_double() + 1e-5);
    }
  }

  /** Returns the logits and the gradients of ½Σ logits² by the weights. */
  private static List<Tensor> logitsAndGradients(Architecture cell, ElementType type) {
    try (SharedWeights weights = new SharedWeights(3, SharedWeights.Distribution.KAIMING_NORMAL, type, Device.cpu())) {
      Network network = Network.atInitialisation(cell.blueprint(SMALL), weights, type);
      float[] pixels = new float[IMAGES * (int) SMALL.input().elements()];
      IntStream.range(0, pixels.length).forEach(k -> pixels[k] = (float) Math.sin(0.1 + 0.37 * k));
      Tensor logits = network.forward(Tensors.of(pixels, type, IMAGES, 3, 32, 32), BatchNormMode.BATCH).logits();
      List<Tensor> all = new ArrayList<>(List.of(logits));
      all.addAll(Autograd.gradients(List.of(logits), List.of(logits.detach()), network.weights(),
          Autograd.Graph.FREED));
      return all;
    }
  }
}
