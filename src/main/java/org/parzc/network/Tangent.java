package org.parzc.network;

import org.bytedeco.pytorch.Tensor;

/** What a small change of a layer's input, and of its weights, does to the layer's output and to its gradients. */
interface Tangent extends AutoCloseable {
  /** Returns the change of the layer's output. */
  Tensor change();

  /**
   * Returns the change of the gradient of the layer's input.
   *
   * @param gradient gradient of the layer's output
   * @param change change of that gradient
   */
  Tensor backward(Tensor gradient, Tensor change);

  /** Frees what {@link #backward} needs; the change of the output belongs to the caller. */
  @Override
  default void close() {
    // Most layers keep nothing.
  }
}
