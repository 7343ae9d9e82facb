package org.parzc.passes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.parzc.blueprint.Blueprint;
import org.parzc.blueprint.Shape;
import org.parzc.images.ImageBatch;
import org.parzc.images.ImageSources;
import org.parzc.nativecore.ElementType;
import org.parzc.network.Device;
import org.parzc.network.LibTorch;
import org.parzc.network.Network;
import org.parzc.network.NetworkSource;
import org.parzc.network.SharedWeights;
import org.parzc.network.Tensors;
import org.parzc.space.Architecture;
import org.parzc.space.SearchSpace;
import org.parzc.space.Skeleton;
import org.parzc.spaces.transformer.AutoFormer;
import org.parzc.spaces.transformer.Pit;
import org.parzc.statistics.NodeWise;

/** Random vision transformers on small images: derivatives and Fisher information. */
@Tag("slow")
class TransformerPassesTest {
  private static final Skeleton SMALL = new Skeleton(1, 1, 10, new Shape(3, 16, 16));
  private static final int IMAGES = 4;
  private static final int PER_SPACE = 2;
  private static final Set<Pass> PASSES =
      EnumSet.of(Pass.GRADIENT, Pass.OUTPUT_GRADIENT, Pass.HESSIAN_GRADIENT);
  private static final String PIT = "16;2;1 4 2;2 4 8";

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

  static Stream<Architecture> transformers() {
    SplittableRandom random = new SplittableRandom(3);
    return Stream.<SearchSpace>of(new AutoFormer(), new Pit())
        .flatMap(space -> Stream.generate(() -> space.random(random)).limit(PER_SPACE));
  }

  private static Minibatch batch(ElementType type) {
    ImageBatch batch =
        ImageSources.parse("normal", 1, SMALL.input(), SMALL.classes()).batch(0, IMAGES);
    return Minibatch.of(Device.cpu(), batch.pixels(), batch.labels(), type, IMAGES, 3, 16, 16);
  }

  private static SharedWeights weights(ElementType type) {
    return new SharedWeights(3, SharedWeights.Distribution.KAIMING_NORMAL, type, Device.cpu());
  }

  private static LossGradients gradients(Architecture architecture, ElementType type) {
    try (SharedWeights weights = weights(type)) {
      return LossGradients.of(
          Network.atInitialisation(architecture.blueprint(SMALL), weights, type),
          batch(type),
          PASSES);
    }
  }

  @ParameterizedTest
  @MethodSource("transformers")
  @Tag("thorough")
  void derivativesInFloat32AreThoseOfFloat64(Architecture architecture) {
    LossGradients single = gradients(architecture, ElementType.FLOAT32);
    LossGradients exact = gradients(architecture, ElementType.FLOAT64);
    double largest =
        exact.hessian().stream()
            .mapToDouble(product -> product.norm().item_double())
            .max()
            .orElseThrow();
    for (int node = 0; node < exact.weights().size(); node++) {
      double size = exact.weights().get(node).norm().item_double();
      assertThat(size).as("node %d", node).isPositive();
      assertThat(distance(single.weights().get(node), exact.weights().get(node)))
          .as("node %d", node)
          .isLessThan(1e-3 * size);
      assertThat(distance(single.outputs().get(node), exact.outputs().get(node)))
          .as("node %d", node)
          .isLessThan(1e-3 * exact.outputs().get(node).norm().item_double());
      assertThat(distance(single.hessian().get(node), exact.hessian().get(node)))
          .as("node %d", node)
          .isLessThan(1e-3 * largest);
    }
  }

  private static double distance(Tensor found, Tensor expected) {
    return found.to(expected.scalar_type()).sub(expected).norm().item_double();
  }

  @Test
  void fisherSumsOverTokensAndItsVariantOverFeatures() {
    Blueprint blueprint = new Pit().parse(PIT).blueprint(SMALL);
    try (SharedWeights weights = weights(ElementType.FLOAT64)) {
      Minibatch batch = batch(ElementType.FLOAT64);
      PassResults measured =
          new Measurer(
                  new PassInputs(
                      ElementType.FLOAT64,
                      weights,
                      weights,
                      weights,
                      List.of(batch),
                      batch.images(),
                      PassInputs.ones(blueprint.input())),
                  PASSES,
                  Device.cpu().kernels())
              .measure(NetworkSource.of(blueprint));
      LossGradients expected =
          LossGradients.of(
              Network.atInitialisation(blueprint, weights, ElementType.FLOAT64), batch, PASSES);
      for (int node = 0; node < blueprint.nodes().size(); node++) {
        Tensor product = expected.trace().outputs().get(node).mul(expected.outputs().get(node));
        boolean onTokens = product.dim() == 3;
        double bySum =
            halfMeanSquare(
                product.dim() == 2
                    ? product
                    : onTokens ? product.sum(1) : product.flatten(2, 3).sum(2));
        assertThat(NodeWise.fisher.of(measured, node).orElseThrow())
            .isCloseTo(bySum, within(1e-9 * bySum));
        assertThat(NodeWise.fisher_tokens.of(measured, node).isPresent()).isEqualTo(onTokens);
        if (onTokens) {
          double byToken = halfMeanSquare(product.sum(2));
          assertThat(NodeWise.fisher_tokens.of(measured, node).orElseThrow())
              .isCloseTo(byToken, within(1e-9 * byToken));
        }
      }
    }
  }

  private static double halfMeanSquare(Tensor sums) {
    double total = 0;
    for (double sum : Tensors.values(sums)) {
      total += sum * sum;
    }
    return total / 2 / IMAGES;
  }
}
