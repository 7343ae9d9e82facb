package org.parzc.network;

import org.bytedeco.pytorch.Tensor;
import org.parzc.nativecore.ElementType;

/**
 * Normalisation by the statistics of the batch, y = (x − μ) r with r = 1/√(variance + ε). Its derivative is symmetric,
 * J z = r (z − mean z − y mean yz), and serves changes as well as gradients.
 */
interface BatchNormStep extends Step {
  /**
   * J z, and what it was made of.
   *
   * @param value J z
   * @param products Σ yz per channel
   */
  record Product(Tensor value, Tensor products) {}

  /**
   * Runs the layer.
   *
   * @param state what keeps the running statistics, or null
   */
  static BatchNormStep forward(Tensor input, BatchNormState state, ElementType type) {
    return type == ElementType.FLOAT32 ? ChannelsLastBatchNorm.forward(input, state)
        : PlanesBatchNorm.forward(input, state);
  }

  /** Returns y. */
  Tensor output();

  /** Returns r of shape (channels). */
  Tensor inverse();

  /** Returns J z. */
  Product product(Tensor z);

  @Override
  default Tensor backward(Tensor gradient) {
    return product(gradient).value();
  }

  @Override
  default Tangent tangent(Tensor change) {
    return new BatchNormTangent(this, new Tensor(change), product(change));
  }
}
