package org.parzc.blueprint;

import java.util.List;

/**
 * A two-dimensional convolution.
 *
 * @param in channels read, a multiple of {@code groups}
 * @param out channels written, a multiple of {@code groups}
 * @param kernel rows and columns of the window
 * @param stride rows and columns from one window to the next
 * @param padding rows and columns of zeros at each border
 * @param dilation rows or columns from one value of a window to the next
 * @param groups parts that the channels are split into; an output reads the inputs of its part
 * @param bias whether it adds a bias
 */
public record Convolution(
    int in,
    int out,
    Extent kernel,
    Extent stride,
    Extent padding,
    int dilation,
    int groups,
    boolean bias)
    implements Layer.Weighted {
  /** Checks that the groups divide the channels. */
  public Convolution {
    if (in % groups != 0 || out % groups != 0) {
      throw new IllegalArgumentException(
          "%d groups do not divide %d and %d channels".formatted(groups, in, out));
    }
  }

  /** A convolution of all channels with a square kernel. */
  public Convolution(int in, int out, int kernel, int stride, int padding, boolean bias) {
    this(in, out, Extent.square(kernel), Extent.square(stride), Extent.square(padding), 1, 1, bias);
  }

  /**
   * Returns a convolution of all channels, without bias, whose padding keeps the resolution at
   * stride 1.
   */
  public static Convolution rectangular(int channels, Extent kernel, Extent stride) {
    return new Convolution(
        channels,
        channels,
        kernel,
        stride,
        new Extent(kernel.height() / 2, kernel.width() / 2),
        1,
        1,
        false);
  }

  /**
   * Returns a convolution of each channel by itself, without bias; padding keeps the resolution at
   * stride 1.
   */
  public static Convolution depthwise(int channels, int kernel, int stride, int dilation) {
    return new Convolution(
        channels,
        channels,
        Extent.square(kernel),
        Extent.square(stride),
        Extent.square(kernel / 2 * dilation),
        dilation,
        channels,
        false);
  }

  /**
   * Returns whether each position is read by itself: the convolution is a product with a matrix.
   */
  public boolean pointwise() {
    Extent one = Extent.square(1);
    return groups == 1
        && kernel.equals(one)
        && stride.equals(one)
        && padding.equals(Extent.square(0));
  }

  /** Returns whether each channel is convolved on its own. */
  public boolean depthwise() {
    return groups > 1 && groups == in && groups == out;
  }

  /** Returns whether windows lie more than one row or column apart. */
  public boolean strided() {
    return !stride.equals(Extent.square(1));
  }

  @Override
  public Shape output(List<Shape> inputs) {
    Shape from = Layer.only(inputs);
    if (from.channels() != in) {
      throw new IllegalArgumentException(
          "convolution expects %d channels, found %s".formatted(in, from));
    }
    return new Shape(
        out,
        Windows.count(
            from.height(), dilation * (kernel.height() - 1) + 1, stride.height(), padding.height()),
        Windows.count(
            from.width(), dilation * (kernel.width() - 1) + 1, stride.width(), padding.width()));
  }

  @Override
  public String kind() {
    return (dilation > 1 ? "dilated_" : "")
        + (groups == 1 ? "" : depthwise() ? "depthwise_" : "grouped_")
        + "conv"
        + kernel;
  }

  @Override
  public long[] weightShape() {
    return new long[] {out, in / groups, kernel.height(), kernel.width()};
  }

  @Override
  public long fanIn() {
    return Math.multiplyExact((long) in / groups, (long) kernel.height() * kernel.width());
  }

  @Override
  public long flops(Shape output) {
    return Math.multiplyExact(weights(), output.positions());
  }
}
