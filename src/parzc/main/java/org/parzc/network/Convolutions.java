package org.parzc.network;

import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.parzc.blueprint.Convolution;
import org.parzc.blueprint.Extent;
import org.parzc.blueprint.Shape;
import org.parzc.nativecore.ElementType;

/**
 * Runs a convolution so that its value and its first and second derivatives are right.
 *
 * <p>In float32 LibTorch hands convolutions to oneDNN, whose kernels sum over channels in blocks of
 * 16. The oneDNN in LibTorch 2.10 reads memory that nobody wrote where the last block is not full:
 * in a sum over 24 input channels (forward), over 8 output channels (gradient of the input), or
 * over 24 images (second derivative, where images take the place of channels). So channels are
 * filled up with zeros; where that cannot be done, for images and for the second derivative of
 * pointwise convolutions, a matrix product takes the place of the convolution. Convolutions in
 * groups are wrong only in the second derivative by their weight, a sum over 24 images again; there
 * the images are filled up with zeros. Maps whose channels lie side by side in memory, as the
 * features of tokens do, it convolves wrongly, or it overwrites memory; {@link #channelByChannel}
 * keeps them and their derivatives out. Float64 and CUDA do not go through oneDNN.
 */
public final class Convolutions {
  private static final int BLOCK = 16;

  private Convolutions() {}

  /**
   * Returns the convolution of {@code input}, (batch, in, height, width), as (batch, out, height,
   * width).
   *
   * @param weight (out, in, kernel, kernel)
   * @param bias (out), or none
   * @param type element type of all of them
   */
  public static Tensor apply(
      Convolution convolution, Tensor input, Tensor weight, TensorOptional bias, ElementType type) {
    if (type == ElementType.FLOAT64 || input.is_cuda()) {
      return conv2d(convolution, input, weight, bias);
    }
    if (convolution.groups() > 1) {
      return grouped(convolution, input, weight, bias);
    }
    boolean pointwise = convolution.pointwise();
    Tensor product =
        pointwise || missing(input.size(0), BLOCK) > 0
            ? matrixProduct(convolution, input, weight, pointwise)
            : filledUp(convolution, input, weight);
    return bias.has_value() ? product.add(bias.get().reshape(1, convolution.out(), 1, 1)) : product;
  }

  /**
   * Returns a copy that lies in the order of its dimensions, as do all derivatives that pass
   * through here, back and forth, whatever the order on the other side. On CUDA, where no kernel is
   * misled, in the order of its dimensions only.
   *
   * @param values (batch, channels, …)
   */
  static Tensor channelByChannel(Tensor values) {
    if (values.is_cuda()) {
      return values.contiguous();
    }
    // A copy would hand a gradient on as it comes; a selection of everything writes it anew.
    Tensor everything = torch.arange(new Scalar(values.size(0))).to(ScalarType.Long);
    return values.index_select(0, everything);
  }

  /**
   * Returns how many channels a sum lacks to be read in full blocks; a single block is read with
   * its own length.
   */
  private static long missing(long channels, int block) {
    return channels <= BLOCK ? 0 : Math.floorMod(-channels, block);
  }

  private static Tensor filledUp(Convolution convolution, Tensor input, Tensor weight) {
    // Strided convolutions take two blocks of input channels at a time, and get the gradient of an
    // odd one wrong.
    long in = missing(convolution.in(), convolution.strided() ? 2 * BLOCK : BLOCK);
    long out = Math.floorMod(-convolution.out(), BLOCK);
    Tensor images = in == 0 ? input : torch.constant_pad_nd(input, 0, 0, 0, 0, 0, in);
    Tensor kernel =
        in + out == 0 ? weight : torch.constant_pad_nd(weight, 0, 0, 0, 0, 0, in, 0, out);
    Tensor result = conv2d(convolution, images, kernel, new TensorOptional());
    return out == 0 ? result : result.narrow(1, 0, convolution.out());
  }

  private static Tensor grouped(
      Convolution convolution, Tensor input, Tensor weight, TensorOptional bias) {
    long images = input.size(0);
    long missing = missing(images, BLOCK);
    if (missing == 0) {
      return conv2d(convolution, input, weight, bias);
    }
    Tensor filled = torch.constant_pad_nd(input, 0, 0, 0, 0, 0, 0, 0, missing);
    return conv2d(convolution, filled, weight, bias).narrow(0, 0, images);
  }

  private static Tensor matrixProduct(
      Convolution convolution, Tensor input, Tensor weight, boolean pointwise) {
    long batch = input.size(0);
    long out = convolution.out();
    long taps = convolution.fanIn();
    Shape output =
        convolution.output(
            List.of(new Shape(convolution.in(), (int) input.size(2), (int) input.size(3))));
    Tensor columns =
        pointwise
            ? input.reshape(batch, taps, output.positions())
            : torch.im2col(
                input,
                sides(convolution.kernel()),
                square(convolution.dilation()),
                sides(convolution.padding()),
                sides(convolution.stride()));
    return weight
        .reshape(1, out, taps)
        .expand(batch, out, taps)
        .bmm(columns)
        .reshape(batch, out, output.height(), output.width());
  }

  private static Tensor conv2d(
      Convolution convolution, Tensor input, Tensor weight, TensorOptional bias) {
    return torch.conv2d(
        input,
        weight,
        bias,
        sides(convolution.stride()),
        sides(convolution.padding()),
        square(convolution.dilation()),
        convolution.groups());
  }

  private static long[] sides(Extent extent) {
    return new long[] {extent.height(), extent.width()};
  }

  private static long[] square(long side) {
    return new long[] {side, side};
  }
}
