package org.parzc.passes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.parzc.blueprint.Blueprint;
import org.parzc.blueprint.Shape;
import org.parzc.extraction.Cells;
import org.parzc.images.ImageBatch;
import org.parzc.images.ImageSources;
import org.parzc.nativecore.ElementType;
import org.parzc.network.BatchNormMode;
import org.parzc.network.Device;
import org.parzc.network.Initialisation;
import org.parzc.network.LibTorch;
import org.parzc.network.Network;
import org.parzc.network.SharedWeights;
import org.parzc.network.SharedWeights.Distribution;
import org.parzc.network.Tensors;
import org.parzc.space.Skeleton;

/** First and second derivatives of whole networks. */
class DerivativesTest {
  private static final Blueprint BLUEPRINT = Cells.MIXED.blueprint(Cells.SKELETON);
  private static final Set<Pass> BOTH = Set.of(Pass.GRADIENT, Pass.HESSIAN_GRADIENT);

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

  /** Returns the weights of every node, moved by step · direction. */
  private static List<double[]> moved(
      List<double[]> weights, List<double[]> direction, double step) {
    List<double[]> moved = new ArrayList<>();
    for (int node = 0; node < weights.size(); node++) {
      double[] values = weights.get(node).clone();
      for (int k = 0; k < values.length; k++) {
        values[k] += step * direction.get(node)[k];
      }
      moved.add(values);
    }
    return moved;
  }

  private static Initialisation fixed(List<double[]> weights) {
    return (node, layer, index) -> Tensors.of(weights.get(index), layer.weightShape());
  }

  private static Network network(List<double[]> weights) {
    return Network.atInitialisation(BLUEPRINT, fixed(weights), ElementType.FLOAT64);
  }

  private static List<double[]> values(List<Tensor> tensors) {
    return tensors.stream().map(Tensors::values).toList();
  }

  private static List<double[]> initial() {
    return values(
        Network.atInitialisation(BLUEPRINT, Cells.weights(1), ElementType.FLOAT64).weights());
  }

  private static double loss(List<double[]> weights, Minibatch batch) {
    return torch
        .cross_entropy_loss(
            network(weights).forward(batch.images(), BatchNormMode.BATCH).logits(), batch.targets())
        .item_double();
  }

  @Test
  void theGradientIsThatOfFiniteDifferences() {
    Minibatch batch = Cells.minibatch(6, 1);
    List<double[]> weights = initial();
    List<double[]> gradient = values(LossGradients.of(network(weights), batch, BOTH).weights());
    double step = 1e-6;
    for (int node = 0; node < weights.size(); node++) {
      double[] own = weights.get(node);
      for (int k = 0; k < own.length; k += own.length / 2) {
        double before = own[k];
        own[k] = before + step;
        double up = loss(weights, batch);
        own[k] = before - step;
        double down = loss(weights, batch);
        own[k] = before;
        assertThat(gradient.get(node)[k])
            .as("node %d, weight %d", node, k)
            .isCloseTo((up - down) / (2 * step), within(1e-8));
      }
    }
  }

  @Test
  void theHessianGradientProductIsThatOfFiniteDifferences() {
    Minibatch batch = Cells.minibatch(6, 1);
    List<double[]> weights = initial();
    LossGradients found = LossGradients.of(network(weights), batch, BOTH);
    List<double[]> gradient = values(found.weights());
    double step = 1e-6;
    List<double[]> up =
        values(LossGradients.of(network(moved(weights, gradient, step)), batch, BOTH).weights());
    List<double[]> down =
        values(LossGradients.of(network(moved(weights, gradient, -step)), batch, BOTH).weights());
    List<double[]> product = values(found.hessian());
    double largest = product.stream().mapToDouble(DerivativesTest::norm).max().orElseThrow();
    for (int node = 0; node < weights.size(); node++) {
      double[] difference = new double[weights.get(node).length];
      for (int k = 0; k < difference.length; k++) {
        difference[k] = (up.get(node)[k] - down.get(node)[k]) / (2 * step);
      }
      assertThat(distance(product.get(node), difference))
          .as("node %d", node)
          .isLessThan(1e-6 * largest);
    }
  }

  private static double norm(double[] values) {
    return distance(values, new double[values.length]);
  }

  private static double distance(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      sum += (a[k] - b[k]) * (a[k] - b[k]);
    }
    return Math.sqrt(sum);
  }

  /**
   * oneDNN in LibTorch 2.10 computes the second derivative of a pointwise convolution wrongly in
   * float32 unless the batch is a multiple of 16; {@code Network} therefore runs these as matrix
   * products.
   */
  @ParameterizedTest
  @ValueSource(ints = {8, 16})
  void float32AgreesWithFloat64OnTheSecondDerivativeOfPointwiseConvolutions(int images) {
    Blueprint blueprint =
        Cells.SPACE
            .parse(
                "|nor_conv_1x1~0|+|nor_conv_1x1~0|nor_conv_1x1~1|+|skip_connect~0|nor_conv_3x3~1|nor_conv_1x1~2|")
            .blueprint(new Skeleton(16, 1, 10, new Shape(3, 32, 32)));
    List<double[]> single = hessianGradient(blueprint, ElementType.FLOAT32, images);
    List<double[]> reference = hessianGradient(blueprint, ElementType.FLOAT64, images);
    double largest = reference.stream().mapToDouble(DerivativesTest::norm).max().orElseThrow();
    for (int node = 0; node < reference.size(); node++) {
      assertThat(distance(single.get(node), reference.get(node)))
          .as("node %d", node)
          .isLessThan(1e-3 * largest);
    }
  }

  private static List<double[]> hessianGradient(Blueprint blueprint, ElementType type, int images) {
    Shape shape = blueprint.input();
    ImageBatch batch = ImageSources.parse("normal", 1, shape, 10).batch(0, images);
    try (SharedWeights weights =
        new SharedWeights(1, Distribution.KAIMING_NORMAL, type, Device.cpu())) {
      return values(
          LossGradients.of(
                  Network.atInitialisation(blueprint, weights, type),
                  Minibatch.of(
                      Device.cpu(),
                      batch.pixels(),
                      batch.labels(),
                      type,
                      images,
                      shape.channels(),
                      shape.height(),
                      shape.width()),
                  BOTH)
              .hessian());
    }
  }
}
