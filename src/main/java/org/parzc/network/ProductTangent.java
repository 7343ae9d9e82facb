package org.parzc.network;

import org.bytedeco.pytorch.Tensor;

/** Of a layer that is a product of its input and its weights. */
record ProductTangent(WeightedStep step, Tensor change, Tensor weightChange) implements Tangent {
  @Override
  public Tensor backward(Tensor gradient, Tensor gradientChange) {
    Tensor sum = step.backward(gradientChange);
    try (Tensor other = step.backward(gradient, weightChange)) {
      return sum.add_(other);
    }
  }

  @Override
  public void close() {
    weightChange.close();
  }
}
