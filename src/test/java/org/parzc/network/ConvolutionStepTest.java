package org.parzc.network;

import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.parzc.nativecore.ElementType;
import org.parzc.space.Layer.Convolution;

/** In float32, everything a convolution does is what it does in float64, whatever freed memory holds. */
class ConvolutionStepTest {
  private static final int EXTENT = 16;
  private static final double ROUNDING = 1e-5;

  @ParameterizedTest
  @CsvSource({"3, 4, 3, 1", "4, 4, 3, 1", "4, 8, 3, 2", "8, 8, 3, 1", "8, 16, 3, 2", "3, 16, 3, 1", "12, 24, 3, 2",
      "16, 16, 3, 1", "16, 32, 3, 2", "20, 20, 3, 1", "24, 24, 3, 1", "32, 32, 3, 1", "64, 64, 3, 1", "36, 36, 3, 2",
      "4, 4, 1, 1", "8, 8, 1, 1", "16, 16, 1, 1", "16, 32, 1, 1", "24, 24, 1, 1", "32, 64, 1, 1", "8, 8, 1, 2",
      "16, 32, 1, 2", "12, 24, 1, 2", "3, 128, 3, 1", "3, 3, 3, 1", "5, 5, 3, 1", "21, 21, 3, 1", "25, 25, 3, 1",
      "26, 26, 3, 1", "42, 42, 3, 1", "43, 43, 3, 1", "85, 85, 3, 1", "3, 3, 1, 1", "16, 5, 1, 1", "42, 42, 1, 1",
      "43, 43, 1, 1", "128, 42, 1, 1", "128, 43, 1, 1", "128, 85, 1, 1"})
  void float32DoesWhatFloat64Does(int in, int out, int kernel, int stride) {
    Convolution convolution = new Convolution(in, out, kernel, stride, kernel / 2, false);
    SoftAssertions softly = new SoftAssertions();
    for (int images : new int[] {2, 6, 8, 16, 24}) {
      try (PointerScope scope = new PointerScope()) {
        LibTorch.start();
        List<Tensor> exact = everything(convolution, images, ElementType.FLOAT64);
        List<Tensor> single = everything(convolution, images, ElementType.FLOAT32);
        for (int i = 0; i < exact.size(); i++) {
          double error = single.get(i).sub(exact.get(i)).norm().item_double() / exact.get(i).norm().item_double();
          softly.assertThat(error).as("result %d, %d images", i, images).isLessThan(ROUNDING);
        }
      }
    }
    softly.assertAll();
  }

  private static List<Tensor> everything(Convolution convolution, int images, ElementType type) {
    int in = convolution.in();
    int out = convolution.out();
    int kernel = convolution.kernel();
    int extent = (EXTENT + 2 * convolution.padding() - kernel) / convolution.stride() + 1;
    Tensor input = wave(0.1, type, images, in, EXTENT, EXTENT);
    Tensor weight = wave(0.2, type, out, in, kernel, kernel);
    Tensor gradient = wave(0.3, type, images, out, extent, extent);
    leaveNaNs();
    ConvolutionStep step = ConvolutionStep.of(convolution, FilledChannels.of(convolution, input), input, weight);
    List<Tensor> all = new ArrayList<>(List.of(step.forward()));
    leaveNaNs();
    all.add(step.backward(gradient));
    leaveNaNs();
    all.add(step.weightGradient(gradient));
    leaveNaNs();
    Tangent tangent =
        step.tangent(wave(0.4, type, images, in, EXTENT, EXTENT), wave(0.5, type, out, in, kernel, kernel));
    all.add(tangent.change());
    leaveNaNs();
    all.add(tangent.backward(gradient, wave(0.6, type, images, out, extent, extent)));
    return all;
  }

  private static Tensor wave(double phase, ElementType type, int... shape) {
    int size = 1;
    long[] extents = new long[shape.length];
    for (int d = 0; d < shape.length; d++) {
      extents[d] = shape[d];
      size *= shape[d];
    }
    double[] values = new double[size];
    for (int i = 0; i < size; i++) {
      values[i] = Math.sin(phase + 1.37 * i + 0.011 * i * (i % 7));
    }
    return Layout.of(type).of(Tensors.of(values, extents).to(Tensors.scalarType(type)));
  }

  /** Fills memory of many sizes with NaN and gives it back. */
  private static void leaveNaNs() {
    try (PointerScope scope = new PointerScope()) {
      for (int size = 16; size < 1 << 20; size *= 2) {
        for (int quarter = 0; quarter < 4; quarter++) {
          torch.full(new long[] {size + size / 4 * quarter}, new Scalar(Double.NaN));
        }
      }
    }
  }
}
