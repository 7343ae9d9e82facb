package org.parzc.network;

import org.bytedeco.javacpp.BoolPointer;
import org.bytedeco.pytorch.LongArrayRefOptional;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.parzc.space.Layer.Convolution;

/**
 * Convolutions.
 *
 * @param geometry strides, padding, dilation and groups
 * @param channels fills channels up for oneDNN
 * @param input the layer's input, filled up
 * @param weight the layer's weights, filled up
 */
record ConvolutionStep(Convolution geometry, FilledChannels channels, Tensor input, Tensor weight)
    implements WeightedStep {
  private static final TensorOptional NONE = new TensorOptional().retainReference();
  private static final LongArrayRefOptional NO_BIAS = new LongArrayRefOptional().retainReference();
  private static final BoolPointer INPUT = Parts.of(true, false);
  private static final BoolPointer WEIGHT = Parts.of(false, true);

  static ConvolutionStep of(Convolution geometry, FilledChannels channels, Tensor input, Tensor weight) {
    return new ConvolutionStep(geometry, channels, channels.input(input), channels.weight(weight));
  }

  /** Runs the layer. */
  Tensor forward() {
    return forward(input, weight);
  }

  private Tensor forward(Tensor images, Tensor kernel) {
    return channels.onlyOutput(torch.conv2d(images, kernel, NONE, Convolutions.sides(geometry.stride()),
        Convolutions.sides(geometry.padding()), square(geometry.dilation()), geometry.groups()));
  }

  @Override
  public Tensor backward(Tensor gradient) {
    return backward(gradient, weight);
  }

  @Override
  public Tensor backward(Tensor gradient, Tensor kernel) {
    if (geometry.depthwise() && geometry.dilation() > 1 && !geometry.strided()) {
      return mirrored(gradient, kernel);
    }
    try (Tensor filled = channels.output(gradient);
        T_TensorTensorTensor_T result = gradients(filled, kernel, INPUT)) {
      return channels.onlyInput(result.get0());
    }
  }

  /**
   * Returns the gradient of the input as the convolution of the output's gradient with the mirrored kernel. For dilated
   * depthwise convolutions with channels last, what the oneDNN in LibTorch 2.10 returns as that gradient is wrong.
   */
  private Tensor mirrored(Tensor gradient, Tensor kernel) {
    long[] padding = {geometry.dilation() * (geometry.kernel().height() - 1L) - geometry.padding().height(),
        geometry.dilation() * (geometry.kernel().width() - 1L) - geometry.padding().width()};
    try (Tensor flipped = kernel.flip(2, 3)) {
      return torch.conv2d(gradient, flipped, NONE, square(1), padding, square(geometry.dilation()), geometry.groups());
    }
  }

  @Override
  public Tensor weightGradient(Tensor gradient) {
    try (Tensor filled = channels.output(gradient);
        T_TensorTensorTensor_T result = gradients(filled, weight, WEIGHT)) {
      return channels.onlyWeight(result.get1());
    }
  }

  private T_TensorTensorTensor_T gradients(Tensor gradient, Tensor kernel, BoolPointer parts) {
    return torch.convolution_backward(gradient, input, kernel, NO_BIAS, Convolutions.sides(geometry.stride()),
        Convolutions.sides(geometry.padding()), square(geometry.dilation()), false, square(0), geometry.groups(),
        parts);
  }

  @Override
  public Tangent tangent(Tensor change) {
    try (Tensor filled = channels.input(change)) {
      return new LinearTangent(this, forward(filled, weight));
    }
  }

  @Override
  public Tangent tangent(Tensor change, Tensor weightChange) {
    Tensor kernel = channels.weight(weightChange);
    Tensor sum = forward(input, kernel);
    if (change != null) {
      try (Tensor filled = channels.input(change); Tensor other = forward(filled, weight)) {
        sum.add_(other);
      }
    }
    return new ProductTangent(this, sum, kernel);
  }

  private static long[] square(long extent) {
    return new long[] {extent, extent};
  }

  @Override
  public void close() {
    input.close();
    weight.close();
  }
}
