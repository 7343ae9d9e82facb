package org.parzc.network;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Lets through what belongs to a positive value. */
record ReluStep(Tensor output) implements Step {
  @Override
  public Tensor backward(Tensor gradient) {
    return torch.threshold_backward(gradient, output, new Scalar(0));
  }

  @Override
  public Tangent tangent(Tensor change) {
    return new LinearTangent(this, backward(change));
  }

  @Override
  public void close() {
    output.close();
  }
}
