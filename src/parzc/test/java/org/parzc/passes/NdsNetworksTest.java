package org.parzc.passes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.parzc.blueprint.Shape;
import org.parzc.images.ImageBatch;
import org.parzc.images.ImageSources;
import org.parzc.nativecore.ElementType;
import org.parzc.network.Device;
import org.parzc.network.LibTorch;
import org.parzc.network.Network;
import org.parzc.network.SharedWeights;
import org.parzc.space.Architecture;
import org.parzc.space.Skeleton;
import org.parzc.spaces.nds.NdsSpace;

/**
 * First and second derivatives of random cells of every NDS space, at a width that fills no block
 * of channels.
 */
@Tag("slow")
class NdsNetworksTest {
  private static final Skeleton SMALL = new Skeleton(6, 1, 10, new Shape(3, 16, 16));
  private static final int IMAGES = 6;
  private static final int CELLS_PER_SPACE = 5;
  private static final Set<Pass> BOTH = Set.of(Pass.GRADIENT, Pass.HESSIAN_GRADIENT);

  /**
   * One sign that rounding turns, or one maximum that it moves, costs the gradients of early layers
   * this much.
   */
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
    return NdsSpace.all().stream()
        .flatMap(space -> Stream.generate(() -> space.random(random)).limit(CELLS_PER_SPACE));
  }

  private static Minibatch batch(ElementType type) {
    Shape shape = SMALL.input();
    ImageBatch batch = ImageSources.parse("normal", 1, shape, SMALL.classes()).batch(0, IMAGES);
    return Minibatch.of(
        Device.cpu(),
        batch.pixels(),
        batch.labels(),
        type,
        IMAGES,
        shape.channels(),
        shape.height(),
        shape.width());
  }

  private static SharedWeights weights(ElementType type) {
    return new SharedWeights(3, SharedWeights.Distribution.KAIMING_NORMAL, type, Device.cpu());
  }

  @ParameterizedTest
  @MethodSource("cells")
  void derivativesInFloat32AreThoseOfFloat64(Architecture cell) {
    LossGradients single = gradients(cell, ElementType.FLOAT32);
    LossGradients exact = gradients(cell, ElementType.FLOAT64);
    for (int node = 0; node < exact.weights().size(); node++) {
      Tensor found = single.weights().get(node);
      assertThat(found.defined()).isEqualTo(exact.weights().get(node).defined());
      if (found.defined()) {
        assertThat(found.isfinite().all().item_bool()).isTrue();
        assertThat(single.hessian().get(node).isfinite().all().item_bool()).isTrue();
        assertThat(distance(found, exact.weights().get(node)))
            .as("node %d", node)
            .isLessThan(TURNED);
      }
    }
  }

  private static LossGradients gradients(Architecture cell, ElementType type) {
    try (SharedWeights weights = weights(type)) {
      return LossGradients.of(
          Network.atInitialisation(cell.blueprint(SMALL), weights, type), batch(type), BOTH);
    }
  }

  private static double distance(Tensor found, Tensor expected) {
    double difference = found.to(expected.scalar_type()).sub(expected).norm().item_double();
    // A weight that only zeros reach has a gradient of zeros.
    return difference == 0 ? 0 : difference / expected.norm().item_double();
  }
}
