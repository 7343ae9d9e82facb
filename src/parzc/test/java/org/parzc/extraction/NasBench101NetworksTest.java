package org.parzc.extraction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.parzc.blueprint.Shape;
import org.parzc.images.ImageSources;
import org.parzc.nativecore.ElementType;
import org.parzc.network.Autograd;
import org.parzc.network.BatchNormMode;
import org.parzc.network.Device;
import org.parzc.network.LibTorch;
import org.parzc.network.Network;
import org.parzc.network.SharedWeights;
import org.parzc.network.Tensors;
import org.parzc.space.Architecture;
import org.parzc.space.Skeleton;
import org.parzc.spaces.nasbench.NasBench101;

/**
 * Cells of NAS-Bench-101, whose channels often do not divide evenly; those of golden records do.
 */
@Tag("slow")
class NasBench101NetworksTest {
  private static final Skeleton SMALL = new Skeleton(16, 1, 10, new Shape(3, 32, 32));
  private static final int IMAGES = 8;

  /**
   * One sign that rounding turns, or one maximum that it moves, costs the gradients of early layers
   * up to this.
   */
  private static final double TURNED = 0.1;

  /** What is left where nothing turned, as with most seeds. */
  private static final double ROUNDING = 2e-5;

  private PointerScope scope;

  @BeforeEach
  void open() {
    LibTorch.start();
    scope = new PointerScope();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  static Stream<Architecture> cells() {
    SplittableRandom random = new SplittableRandom(7);
    Architecture uneven =
        new NasBench101()
            .parse(
                "01110/00011/00001/00001/00000;input|conv3x3-bn-relu|conv1x1-bn-relu|maxpool3x3|output");
    return Stream.concat(
        Stream.of(uneven),
        Stream.generate(() -> new NasBench101().random(random)).distinct().limit(12));
  }

  @ParameterizedTest
  @MethodSource("cells")
  void logitsAndGradientsInFloat32AreThoseOfFloat64(Architecture cell) {
    double[] largest =
        IntStream.rangeClosed(1, 3).mapToDouble(seed -> largestDistance(cell, seed)).toArray();
    assertThat(largest).doesNotContain(Double.NaN);
    assertThat(DoubleStream.of(largest).max().orElseThrow()).isLessThan(TURNED);
    assertThat(DoubleStream.of(largest).min().orElseThrow()).isLessThan(ROUNDING);
  }

  private static double largestDistance(Architecture cell, int seed) {
    List<Tensor> single = logitsAndGradients(cell, ElementType.FLOAT32, seed);
    List<Tensor> exact = logitsAndGradients(cell, ElementType.FLOAT64, seed);
    return IntStream.range(0, exact.size())
        .mapToDouble(i -> distance(single.get(i), exact.get(i)))
        .max()
        .orElseThrow();
  }

  private static double distance(Tensor found, Tensor expected) {
    return found.to(expected.scalar_type()).sub(expected).norm().item_double()
        / expected.norm().item_double();
  }

  /** Returns the logits and the gradients of ½Σ logits² by the weights. */
  private static List<Tensor> logitsAndGradients(Architecture cell, ElementType type, int seed) {
    Shape image = SMALL.input();
    float[] pixels =
        ImageSources.parse("normal", 1, image, SMALL.classes()).batch(0, IMAGES).pixels();
    try (SharedWeights weights =
        new SharedWeights(seed, SharedWeights.Distribution.KAIMING_NORMAL, type, Device.cpu())) {
      Network network = Network.atInitialisation(cell.blueprint(SMALL), weights, type);
      Tensor images =
          Tensors.of(pixels, type, IMAGES, image.channels(), image.height(), image.width());
      Tensor logits = network.forward(images, BatchNormMode.BATCH).logits();
      List<Tensor> all = new ArrayList<>(List.of(logits));
      all.addAll(
          Autograd.gradients(
              List.of(logits), List.of(logits.detach()), network.weights(), Autograd.Graph.FREED));
      return all;
    }
  }
}
