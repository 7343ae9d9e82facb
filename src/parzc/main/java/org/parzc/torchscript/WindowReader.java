package org.parzc.torchscript;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.Tensor;
import org.parzc.blueprint.Convolution;
import org.parzc.blueprint.Extent;
import org.parzc.blueprint.Layer;

/** Reads layers that move a window over a map off the operations of a graph. */
final class WindowReader {
  private WindowReader() {}

  /** Returns the two-dimensional convolution that an operation is, if it is one as we run them. */
  static Optional<Convolution> convolution(String kind, List<Datum> inputs) {
    boolean traced = kind.equals("aten::_convolution");
    if (!traced && !kind.equals("aten::conv2d") && !kind.equals("aten::_convolution_mode")
        || inputs.get(0).value().toTensor().dim() != 4
        || traced && inputs.get(6).value().toBool()) {
      return Optional.empty();
    }
    Tensor weight = inputs.get(1).value().toTensor();
    long[] dilation = Operations.numbers(inputs.get(5).value());
    Optional<long[]> padding = padding(inputs.get(4).value(), weight, dilation);
    if (padding.isEmpty() || dilation[0] != dilation[dilation.length - 1]) {
      return Optional.empty();
    }
    int groups = (int) inputs.get(traced ? 8 : 6).value().toInt();
    return Optional.of(
        new Convolution(
            (int) weight.size(1) * groups,
            (int) weight.size(0),
            new Extent((int) weight.size(2), (int) weight.size(3)),
            extent(Operations.numbers(inputs.get(3).value())),
            extent(padding.get()),
            (int) dilation[0],
            groups,
            !inputs.get(2).value().isNone()));
  }

  /**
   * Returns rows and columns of padding, which may be given as a word; none if its two sides
   * differ.
   */
  private static Optional<long[]> padding(IValue value, Tensor weight, long[] dilation) {
    if (!value.isString()) {
      return Optional.of(Operations.numbers(value));
    }
    if (value.toStringRef().getString().equals("valid")) {
      return Optional.of(new long[] {0, 0});
    }
    long rows = dilation[0] * (weight.size(2) - 1);
    long columns = dilation[dilation.length - 1] * (weight.size(3) - 1);
    return rows % 2 == 0 && columns % 2 == 0
        ? Optional.of(new long[] {rows / 2, columns / 2})
        : Optional.empty();
  }

  private static Extent extent(long[] sides) {
    return new Extent((int) sides[0], (int) sides[sides.length - 1]);
  }

  /** Returns the average pool that an operation is; null unless it is one of ours. */
  static Layer averagePool(List<Datum> in) {
    Window window = Window.of(in);
    boolean countsPadding = in.get(5).value().toBool();
    boolean plain =
        window != null
            && !in.get(4).value().toBool()
            && in.get(6).value().isNone()
            && (!countsPadding || window.padding() == 0);
    return plain ? new Layer.AveragePool(window.kernel(), window.stride(), window.padding()) : null;
  }

  /** Returns the maximum pool that an operation is; null unless it is one of ours. */
  static Layer maxPool(List<Datum> in) {
    Window window = Window.of(in);
    boolean plain =
        window != null
            && !in.get(5).value().toBool()
            && Arrays.stream(Operations.numbers(in.get(4).value()))
                .allMatch(dilation -> dilation == 1);
    return plain ? new Layer.MaxPool(window.kernel(), window.stride(), window.padding()) : null;
  }

  /** A square window: the second to fourth input of a pool. */
  private record Window(int kernel, int stride, int padding) {
    static Window of(List<Datum> in) {
      long[] kernel = Operations.numbers(in.get(1).value());
      long[] given = Operations.numbers(in.get(2).value());
      long[] stride = given.length == 0 ? kernel : given;
      long[] padding = Operations.numbers(in.get(3).value());
      return isSquare(kernel) && isSquare(stride) && isSquare(padding)
          ? new Window((int) kernel[0], (int) stride[0], (int) padding[0])
          : null;
    }

    private static boolean isSquare(long[] sides) {
      return sides[0] == sides[sides.length - 1];
    }
  }
}
