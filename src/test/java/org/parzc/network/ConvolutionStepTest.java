package org.parzc.network;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.assertj.core.api.SoftAssertions;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.parzc.nativecore.ElementType;
import org.parzc.space.Layer.Convolution;
import org.parzc.space.Shape;

/** In float32, everything a convolution does is what it does in float64, whatever freed memory holds. */
class ConvolutionStepTest {
  private static final int EXTENT = 16;
  private static final double ROUNDING = 1e-5;

  @ParameterizedTest
  @CsvSource({"3, 4, 3, 1", "4, 4, 3, 1", "4, 8, 3, 2", "8, 8, 3, 1", "8, 16, 3, 2", "3, 16, 3, 1", "12, 24, 3, 2",
      "16, 16, 3, 1", "16, 32, 3, 2", "20, 20, 3, 1", "24, 24, 3, 1", "32, 32, 3, 1", "64, 64, 3, 1", "36, 36, 3, 2",
      "4, 4, 1, 1", "8, 8, 1, 1", "16, 16, 1, 1", "16, 32, 1, 1", "24, 24, 1, 1", "32, 64, 1, 1", "8, 8, 1, 2",
      "16, 32, 1, 2", "12, 24, 1, 2"})
  void float32DoesWhatFloat64Does(int in, int out, int kernel, int stride) {
    agrees(new Convolution(in, out, kernel, stride, kernel / 2, false));
  }

  @ParameterizedTest
  @MethodSource("org.parzc.network.ConvolutionsTest#inCells")
  void float32DoesWhatFloat64DoesInEveryCell(Convolution convolution) {
    agrees(convolution);
  }

  private static void agrees(Convolution convolution) {
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
    Shape from = new Shape(convolution.in(), EXTENT, EXTENT);
    Shape to = convolution.output(List.of(from));
    Tensor input = maps(0.1, type, images, from);
    Tensor weight = wave(0.2, type, convolution.weightShape());
    Tensor gradient = maps(0.3, type, images, to);
    leaveNaNs();
    ConvolutionStep step = ConvolutionStep.of(convolution, FilledChannels.of(convolution, input), input, weight);
    List<Tensor> all = new ArrayList<>(List.of(step.forward()));
    leaveNaNs();
    all.add(step.backward(gradient));
    leaveNaNs();
    all.add(step.weightGradient(gradient));
    leaveNaNs();
    Tangent tangent = step.tangent(maps(0.4, type, images, from), wave(0.5, type, convolution.weightShape()));
    all.add(tangent.change());
    leaveNaNs();
    all.add(tangent.backward(gradient, maps(0.6, type, images, to)));
    return all;
  }

  private static Tensor maps(double phase, ElementType type, int images, Shape shape) {
    return wave(phase, type, images, shape.channels(), shape.height(), shape.width());
  }

  private static Tensor wave(double phase, ElementType type, long... shape) {
    double[] values = new double[(int) LongStream.of(shape).reduce(1, (a, b) -> a * b)];
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.sin(phase + 1.37 * i + 0.011 * i * (i % 7));
    }
    return Layout.of(type).of(Tensors.of(values, shape).to(Tensors.scalarType(type)));
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
