package org.parzc.network;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.parzc.nativecore.ElementType;
import org.parzc.space.Extent;
import org.parzc.space.Layer.Convolution;

/**
 * Fills the channels of a convolution up with zeros, and takes them away again, since oneDNN sums over whole blocks of
 * channels; {@link Convolutions} says more. What is returned is a tensor of its own, or another handle of the same.
 *
 * @param in input channels to add
 * @param out output channels to add
 * @param layout how tensors lie in memory
 */
record FilledChannels(long in, long out, Layout layout) {
  /**
   * Returns what a convolution needs; float64, CUDA and convolutions in groups need nothing.
   *
   * @param images its input
   */
  static FilledChannels of(Convolution convolution, Tensor images) {
    boolean doubles = images.scalar_type().intern() == ScalarType.Double;
    Layout layout = Layout.of(doubles ? ElementType.FLOAT64 : ElementType.FLOAT32);
    if (doubles || images.is_cuda() || convolution.groups() > 1) {
      return new FilledChannels(0, 0, layout);
    }
    // A single block of channels is read with its own length, except by strided pointwise convolutions.
    boolean stridedPointwise = convolution.kernel().equals(Extent.square(1)) && convolution.strided();
    long in = stridedPointwise ? Math.floorMod(-convolution.in(), 32) : Convolutions.missingInput(convolution);
    return new FilledChannels(in, Convolutions.missingOutput(convolution), layout);
  }

  Tensor input(Tensor images) {
    return filled(images, in, 0);
  }

  Tensor weight(Tensor weight) {
    return filled(weight, in, out);
  }

  Tensor output(Tensor images) {
    return filled(images, out, 0);
  }

  private Tensor filled(Tensor tensor, long columns, long rows) {
    if (columns + rows == 0) {
      return new Tensor(tensor);
    }
    try (Tensor filled = torch.constant_pad_nd(tensor, 0, 0, 0, 0, 0, columns, 0, rows)) {
      return layout.of(filled);
    }
  }

  Tensor onlyInput(Tensor images) {
    return narrowed(images, in, 0);
  }

  Tensor onlyOutput(Tensor images) {
    return narrowed(images, out, 0);
  }

  Tensor onlyWeight(Tensor weight) {
    return narrowed(weight, in, out);
  }

  private Tensor narrowed(Tensor tensor, long columns, long rows) {
    if (columns + rows == 0) {
      return layout.of(tensor);
    }
    try (Tensor lower = tensor.narrow(0, 0, tensor.size(0) - rows);
        Tensor narrowed = lower.narrow(1, 0, tensor.size(1) - columns)) {
      return layout.of(narrowed);
    }
  }
}
