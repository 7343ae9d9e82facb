package org.parzc.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.parzc.nativecore.ElementType;
import org.parzc.space.Blueprint;
import org.parzc.space.Layer.Convolution;
import org.parzc.space.Shape;
import org.parzc.space.Slot;

/**
 * No result may depend on what freed memory holds. LibTorch's own convolutions fail this for channels that are no
 * multiple of 16 (oneDNN 3.7.1, AVX-512): a NaN that somebody left behind turns up in gradients, now and then, and
 * trained networks end at chance.
 */
class DirtyMemoryTest {
  private static final int IMAGES = 6;
  private static final int EXTENT = 16;

  @ParameterizedTest
  @CsvSource({"3, 4, 3, 1", "4, 4, 3, 1", "4, 8, 3, 2", "3, 8, 3, 1", "8, 8, 3, 1", "8, 16, 3, 2", "3, 16, 3, 1",
      "12, 12, 3, 1", "12, 24, 3, 2", "16, 16, 3, 1", "16, 32, 3, 2", "20, 20, 3, 1", "24, 24, 3, 1", "24, 24, 3, 2",
      "4, 4, 1, 1", "24, 24, 1, 1"})
  void neitherTheOutputNorDerivativesReadWhatNobodyWrote(int in, int out, int kernel, int stride) {
    LibTorch.start();
    try (PointerScope scope = new PointerScope();
        SharedWeights weights = new SharedWeights(1, SharedWeights.Distribution.KAIMING_NORMAL, ElementType.FLOAT32)) {
      Blueprint.Builder builder = Blueprint.builder(new Shape(in, EXTENT, EXTENT));
      Blueprint blueprint = builder.build(builder.add(new Convolution(in, out, kernel, stride, kernel / 2, false),
          builder.input(), Slot.single("only"), OptionalInt.empty()));
      Network network = Network.atInitialisation(blueprint, weights, ElementType.FLOAT32);
      Tensor images = Tensors.filled(0.5, ElementType.FLOAT32, IMAGES, in, EXTENT, EXTENT).set_requires_grad(true);
      List<Tensor> leaves = List.of(images, network.weights().get(0));
      for (int repetition = 0; repetition < 4; repetition++) {
        leaveNaNBehind();
        Tensor output = network.forward(images, BatchNormMode.BATCH).logits();
        finite("output", output);
        leaveNaNBehind();
        List<Tensor> first = Autograd.gradients(output.square().sum(), leaves, Autograd.Graph.EXTENDED);
        first.forEach(gradient -> finite("gradient", gradient));
        leaveNaNBehind();
        Autograd.gradients(first.get(0).square().sum().add(first.get(1).square().sum()), leaves, Autograd.Graph.FREED)
            .forEach(gradient -> finite("second derivative", gradient));
      }
    }
  }

  private static void leaveNaNBehind() {
    try (PointerScope scope = new PointerScope()) {
      for (int size = 16; size < 1 << 20; size *= 2) {
        for (int quarter = 0; quarter < 4; quarter++) {
          Tensors.filled(Double.NaN, ElementType.FLOAT32, size + size / 4 * quarter);
        }
      }
    }
  }

  private static void finite(String what, Tensor tensor) {
    assertThat(tensor.isfinite().all().item_bool()).as(what + " is finite").isTrue();
  }
}
