package org.parzc.network;

import org.bytedeco.javacpp.BoolPointer;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Batch normalisation by LibTorch's own kernels, which are exact and fast where a channel is in one piece. */
record PlanesBatchNorm(Tensor input, Tensor output, Tensor mean, Tensor inverse) implements BatchNormStep {
  private static final TensorOptional NONE = new TensorOptional().retainReference();
  private static final BoolPointer INPUT_AND_SCALE = Parts.of(true, true);

  static PlanesBatchNorm forward(Tensor input, BatchNormState state) {
    TensorOptional runningMean = state == null ? NONE : new TensorOptional(state.mean());
    TensorOptional runningVariance = state == null ? NONE : new TensorOptional(state.variance());
    try (T_TensorTensorTensor_T result = torch.native_batch_norm(input, NONE, NONE, runningMean, runningVariance, true,
        BatchNormState.MOMENTUM, BatchNormState.EPSILON)) {
      return new PlanesBatchNorm(new Tensor(input), new Tensor(result.get0()), new Tensor(result.get1()),
          new Tensor(result.get2()));
    }
  }

  @Override
  public Product product(Tensor z) {
    // The gradient of a scale, were there one, is Σ yz.
    try (T_TensorTensorTensor_T result = torch.native_batch_norm_backward(z, input, NONE, NONE, NONE,
        new TensorOptional(mean), new TensorOptional(inverse), true, BatchNormState.EPSILON, INPUT_AND_SCALE)) {
      return new Product(new Tensor(result.get0()), new Tensor(result.get1()));
    }
  }

  @Override
  public void close() {
    input.close();
    output.close();
    mean.close();
    inverse.close();
  }
}
