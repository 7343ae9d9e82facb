package org.parzc.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.parzc.blueprint.Convolution;
import org.parzc.blueprint.Extent;
import org.parzc.blueprint.Layer.AveragePool;
import org.parzc.blueprint.Layer.MaxPool;
import org.parzc.nativecore.ElementType;
import org.parzc.network.Autograd.Graph;

/**
 * In float32, values and first and second derivatives of a convolution are those of float64,
 * whatever freed memory holds. LibTorch 2.10's own convolutions fail this where channels, or
 * images, do not fill blocks of 16.
 */
@Tag("slow")
class ConvolutionsTest {
  private static final int EXTENT = 16;
  private static final double ROUNDING = 1e-4;

  @ParameterizedTest
  @CsvSource({
    "3, 4, 3, 1",
    "4, 4, 3, 1",
    "4, 8, 3, 2",
    "8, 8, 3, 1",
    "8, 16, 3, 2",
    "3, 16, 3, 1",
    "12, 24, 3, 2",
    "16, 16, 3, 1",
    "16, 32, 3, 2",
    "20, 20, 3, 1",
    "24, 24, 3, 1",
    "36, 36, 3, 2",
    "4, 4, 1, 1",
    "16, 32, 1, 1",
    "24, 24, 1, 1",
    "8, 8, 1, 2",
    "3, 128, 3, 1",
    "3, 3, 3, 1",
    "5, 5, 3, 1",
    "21, 21, 3, 1",
    "25, 25, 3, 1",
    "26, 26, 3, 1",
    "42, 42, 3, 1",
    "43, 43, 3, 1",
    "64, 64, 3, 1",
    "85, 85, 3, 1",
    "3, 3, 1, 1",
    "16, 5, 1, 1",
    "42, 42, 1, 1",
    "43, 43, 1, 1",
    "128, 42, 1, 1",
    "128, 43, 1, 1",
    "128, 85, 1, 1"
  })
  void derivativesOfFloat32AreThoseOfFloat64(int in, int out, int kernel, int stride) {
    agreesWithFloat64(new Convolution(in, out, kernel, stride, kernel / 2, false));
  }

  @ParameterizedTest
  @MethodSource("inCells")
  @Tag("thorough")
  void derivativesOfFloat32AreThoseOfFloat64InEveryCell(Convolution convolution) {
    agreesWithFloat64(convolution);
  }

  /**
   * Every kind of convolution in the cells of the NDS spaces, at widths that fill blocks and that
   * do not.
   */
  static Stream<Convolution> inCells() {
    return IntStream.of(4, 16, 24, 36)
        .boxed()
        .flatMap(
            channels ->
                IntStream.of(1, 2)
                    .boxed()
                    .flatMap(
                        stride ->
                            Stream.of(
                                    Stream.of(3, 5, 7)
                                        .map(
                                            kernel ->
                                                Convolution.depthwise(channels, kernel, stride, 1)),
                                    Stream.of(3, 5)
                                        .map(
                                            kernel ->
                                                Convolution.depthwise(channels, kernel, stride, 2)),
                                    Stream.of(3, 7)
                                        .map(side -> rectangular(channels, 1, side, 1, stride)),
                                    Stream.of(3, 7)
                                        .map(side -> rectangular(channels, side, 1, stride, 1)),
                                    Stream.of(1, 3)
                                        .map(
                                            side ->
                                                rectangular(channels, side, side, stride, stride)))
                                .flatMap(kind -> kind)));
  }

  @ParameterizedTest
  @MethodSource("inTransformers")
  @Tag("thorough")
  void derivativesOfFloat32AreThoseOfFloat64InEveryTransformer(Convolution convolution) {
    agreesWithFloat64(convolution);
  }

  /**
   * The embeddings of patches, and the pooling convolutions, which give each channel as many as
   * four successors.
   */
  static Stream<Convolution> inTransformers() {
    Stream<Convolution> embeddings =
        IntStream.of(32, 48, 192, 216)
            .boxed()
            .flatMap(
                features ->
                    Stream.of(16, 4, 2)
                        .map(side -> new Convolution(3, features, side, side / 2, 0, true)));
    Stream<Convolution> pooling =
        IntStream.of(6, 32, 48, 80)
            .boxed()
            .flatMap(
                features ->
                    IntStream.of(1, 2, 4)
                        .mapToObj(
                            successors ->
                                new Convolution(
                                    features,
                                    successors * features,
                                    Extent.square(3),
                                    Extent.square(2),
                                    Extent.square(1),
                                    1,
                                    features,
                                    true)));
    return Stream.concat(embeddings, pooling);
  }

  @ParameterizedTest
  @CsvSource({"3, 16, 3, 1", "16, 16, 3, 1", "16, 32, 3, 2", "24, 24, 3, 1", "4, 8, 1, 1"})
  void derivativesOfFloat32AreThoseOfFloat64BeforeAPool(int in, int out, int kernel, int stride) {
    Convolution convolution = new Convolution(in, out, kernel, stride, kernel / 2, false);
    agreesWithFloat64(convolution, (y, type) -> Pooling.maximum(new MaxPool(3, 1, 1), y));
    agreesWithFloat64(convolution, (y, type) -> Pooling.average(new AveragePool(3, 2, 1), y, type));
  }

  private static Convolution rectangular(int channels, int height, int width, int down, int right) {
    return Convolution.rectangular(channels, new Extent(height, width), new Extent(down, right));
  }

  private static void agreesWithFloat64(Convolution convolution) {
    agreesWithFloat64(convolution, (y, type) -> y);
  }

  /**
   * @param next what reads the convolution's output
   */
  private static void agreesWithFloat64(
      Convolution convolution, BiFunction<Tensor, ElementType, Tensor> next) {
    for (int images : new int[] {6, 16, 24}) {
      try (PointerScope scope = new PointerScope()) {
        LibTorch.start();
        Tensor input = wave(images, convolution.in(), EXTENT, EXTENT);
        Tensor weight = wave(convolution.weightShape());
        List<Tensor> exact = derivatives(convolution, next, input, weight, ElementType.FLOAT64);
        List<Tensor> single = derivatives(convolution, next, input, weight, ElementType.FLOAT32);
        for (int i = 0; i < exact.size(); i++) {
          double error =
              single.get(i).sub(exact.get(i)).norm().item_double()
                  / exact.get(i).norm().item_double();
          assertThat(error).as("derivative %d, %d images", i, images).isLessThan(ROUNDING);
        }
      }
    }
  }

  /**
   * Returns the output, the gradients of Σ y³ by input and weight, and Σ of their squares
   * differentiated again.
   */
  private static List<Tensor> derivatives(
      Convolution convolution,
      BiFunction<Tensor, ElementType, Tensor> next,
      Tensor input,
      Tensor weight,
      ElementType type) {
    Tensor x = input.to(Tensors.scalarType(type)).detach().set_requires_grad(true);
    Tensor w = weight.to(Tensors.scalarType(type)).detach().set_requires_grad(true);
    leaveNaNs();
    Tensor y = next.apply(Convolutions.apply(convolution, x, w, new TensorOptional(), type), type);
    leaveNaNs();
    List<Tensor> first = Autograd.gradients(y.mul(y).mul(y).sum(), List.of(x, w), Graph.EXTENDED);
    leaveNaNs();
    List<Tensor> all = new ArrayList<>(List.of(y));
    all.addAll(first);
    all.addAll(
        Autograd.gradients(
            first, first.stream().map(Tensor::detach).toList(), List.of(x, w), Graph.FREED));
    return all;
  }

  private static Tensor wave(long... shape) {
    double[] values = new double[(int) LongStream.of(shape).reduce(1, (a, b) -> a * b)];
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.sin(0.7 + 1.37 * i + 0.011 * i * (i % 7));
    }
    return Tensors.of(values, shape);
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
