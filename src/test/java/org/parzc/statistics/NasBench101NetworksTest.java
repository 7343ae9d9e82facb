package org.parzc.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.parzc.dataset.ImageBatch;
import org.parzc.dataset.ImageSources;
import org.parzc.nativecore.ElementType;
import org.parzc.network.Autograd;
import org.parzc.network.BatchNormMode;
import org.parzc.network.Device;
import org.parzc.network.LibTorch;
import org.parzc.network.Network;
import org.parzc.network.SharedWeights;
import org.parzc.space.Architecture;
import org.parzc.space.NasBench101;
import org.parzc.space.Shape;
import org.parzc.space.Skeleton;

/** Derivatives of cells of NAS-Bench-101, whose channels often do not divide evenly; those of golden records do. */
class NasBench101NetworksTest {
  private static final Skeleton SMALL = new Skeleton(16, 1, 10, new Shape(3, 32, 32));
  private static final int IMAGES = 8;
  private static final Set<Pass> BOTH = Set.of(Pass.GRADIENT, Pass.HESSIAN_GRADIENT);
  /** One sign that rounding turns, or one maximum that it moves, costs the gradients of early layers this much. */
  private static final double TURNED = 0.1;

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
    return Stream.concat(Stream.of(new NasBench101().parse("01110/00011/00001/00001/00000;input|conv3x3-bn-relu|"
        + "conv1x1-bn-relu|maxpool3x3|output")), Stream.generate(() -> new NasBench101().random(random)).limit(24));
  }

  private static Minibatch batch(ElementType type) {
    Shape shape = SMALL.input();
    ImageBatch batch = ImageSources.parse("normal", 1, shape, SMALL.classes()).batch(0, IMAGES);
    return Minibatch.of(Device.cpu(), batch.pixels(), batch.labels(), type, IMAGES, shape.channels(), shape.height(),
        shape.width());
  }

  private static SharedWeights weights(ElementType type) {
    return new SharedWeights(3, SharedWeights.Distribution.KAIMING_NORMAL, type, Device.cpu());
  }

  @ParameterizedTest
  @MethodSource("cells")
  void derivativesInFloat64AreLibTorchs(Architecture cell) {
    try (SharedWeights weights = weights(ElementType.FLOAT64)) {
      Network network = Network.atInitialisation(cell.blueprint(SMALL), weights, ElementType.FLOAT64);
      Minibatch batch = batch(ElementType.FLOAT64);
      LossGradients found = LossGradients.of(network, batch, BOTH);
      Tensor loss = torch.cross_entropy_loss(network.forward(batch.images(), BatchNormMode.BATCH).logits(),
          batch.targets());
      List<Tensor> gradients = Autograd.gradients(loss, network.weights(), Autograd.Graph.EXTENDED);
      List<Tensor> second = Autograd.gradients(gradients, gradients.stream().map(Tensor::detach).toList(),
          network.weights(), Autograd.Graph.FREED);
      double[] products = new double[second.size()];
      for (int node = 0; node < products.length; node++) {
        assertThat(distance(found.weights().get(node), gradients.get(node))).as("node %d", node).isLessThan(1e-10);
        products[node] = network.weights().get(node).mul(second.get(node)).sum().item_double()
            + gradients.get(node).square().sum().item_double();
      }
      double largest = Arrays.stream(products).map(Math::abs).max().orElseThrow();
      assertThat(found.productChanges()).containsExactly(products, within(1e-9 * largest));
    }
  }

  @ParameterizedTest
  @MethodSource("cells")
  void derivativesInFloat32AreThoseOfFloat64(Architecture cell) {
    LossGradients single = gradients(cell, ElementType.FLOAT32);
    LossGradients exact = gradients(cell, ElementType.FLOAT64);
    for (int node = 0; node < exact.weights().size(); node++) {
      Tensor found = single.weights().get(node);
      assertThat(found.isfinite().all().item_bool()).isTrue();
      assertThat(distance(found, exact.weights().get(node))).as("node %d", node).isLessThan(TURNED);
    }
  }

  private static LossGradients gradients(Architecture cell, ElementType type) {
    try (SharedWeights weights = weights(type)) {
      return LossGradients.of(Network.atInitialisation(cell.blueprint(SMALL), weights, type), batch(type), BOTH);
    }
  }

  private static double distance(Tensor found, Tensor expected) {
    return found.to(expected.scalar_type()).sub(expected).norm().item_double() / expected.norm().item_double();
  }
}
