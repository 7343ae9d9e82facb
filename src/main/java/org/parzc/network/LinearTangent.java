package org.parzc.network;

import org.bytedeco.pytorch.Tensor;

/** Of a layer that is linear around its values: its derivative does not change. */
record LinearTangent(Step step, Tensor change) implements Tangent {
  @Override
  public Tensor backward(Tensor gradient, Tensor gradientChange) {
    return step.backward(gradientChange);
  }
}
