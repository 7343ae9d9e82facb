package org.parzc.network;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Batch normalisation where the channels of a position are adjacent, in simple operations: LibTorch's own kernels take
 * as long there, and add up float32 values one after the other. Means that are more exact turn fewer signs of the ReLUs
 * that follow.
 */
record ChannelsLastBatchNorm(Tensor output, Tensor inverse) implements BatchNormStep {
  static ChannelsLastBatchNorm forward(Tensor input, BatchNormState state) {
    double count = Channels.size(input);
    Tensor mean = Channels.sums(input).div_(new Scalar(count));
    Tensor output = input.sub(Channels.perValue(mean));
    Tensor variance = Channels.products(output, output).div_(new Scalar(count));
    if (state != null) {
      state.move(mean, variance.mul(new Scalar(count / (count - 1))));
    }
    Tensor inverse = variance.add_(new Scalar(BatchNormState.EPSILON)).rsqrt_();
    return new ChannelsLastBatchNorm(output.mul_(Channels.perValue(inverse)), inverse);
  }

  @Override
  public Product product(Tensor z) {
    Scalar minusCount = new Scalar(-Channels.size(z));
    Tensor products = Channels.products(output, z);
    Tensor value = z.addcmul(output, Channels.perValue(products.div(minusCount)))
        .add_(Channels.perValue(Channels.sums(z).div_(minusCount)))
        .mul_(Channels.perValue(inverse));
    return new Product(value, products);
  }

  @Override
  public void close() {
    output.close();
    inverse.close();
  }
}
