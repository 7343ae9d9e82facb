package org.parzc.network;

import org.bytedeco.pytorch.Tensor;

/** A layer with a weight tensor. */
interface WeightedStep extends Step {
  /** Returns what the gradient of the layer's input would be if its weights were {@code kernel}. */
  Tensor backward(Tensor gradient, Tensor kernel);

  /** Returns the gradient of the weights, laid out like them. */
  Tensor weightGradient(Tensor gradient);

  /**
   * Returns what changes of input and weights together do to the layer.
   *
   * @param change of the input, or null for none
   * @param weightChange of the weights
   */
  Tangent tangent(Tensor change, Tensor weightChange);
}
