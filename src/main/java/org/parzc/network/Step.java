package org.parzc.network;

import org.bytedeco.pytorch.Tensor;

/**
 * One layer at the values that a forward pass gave it: what it does to gradients and to small changes. Tensors that are
 * returned belong to the caller, who closes them; tensors that are passed in are only read.
 */
interface Step extends AutoCloseable {
  /** Returns the gradient of the layer's input. */
  Tensor backward(Tensor gradient);

  /** Returns what a change of the layer's input does to the layer. */
  Tangent tangent(Tensor change);

  /** Frees the values. */
  @Override
  void close();
}
