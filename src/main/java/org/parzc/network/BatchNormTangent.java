package org.parzc.network;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Of batch normalisation. With ẋ the change of its input, ẏ = J ẋ that of its output and δ the gradient of the output,
 * the gradient of the input, J δ, changes by J z − r mean(ẏδ) y, where z = δ̇ − r mean(yẋ) δ − r mean(yδ) ẋ.
 */
final class BatchNormTangent implements Tangent {
  private final BatchNormStep step;
  private final Tensor inputChange;
  private final Tensor outputChange;
  private final Tensor change;
  private final Tensor products;
  private Tensor productChange;

  /**
   * @param inputChange ẋ
   * @param product J ẋ
   */
  BatchNormTangent(BatchNormStep step, Tensor inputChange, BatchNormStep.Product product) {
    this.step = step;
    this.inputChange = inputChange;
    outputChange = product.value();
    change = new Tensor(outputChange);
    products = product.products();
  }

  @Override
  public Tensor change() {
    return change;
  }

  @Override
  public Tensor backward(Tensor gradient, Tensor gradientChange) {
    Tensor turned = Channels.products(outputChange, gradient);
    try (Tensor z = gradientChange.addcmul(gradient, factor(products))
            .addcmul_(inputChange, factor(Channels.products(step.output(), gradient)))) {
      BatchNormStep.Product product = step.product(z);
      productChange = product.products().add(turned).mul(step.inverse().square()).sum()
          .mul(new Scalar(BatchNormState.EPSILON));
      return product.value().addcmul_(step.output(), factor(turned));
    }
  }

  /** Returns −r times the means, from sums per channel. */
  private Tensor factor(Tensor sums) {
    double count = Channels.size(step.output());
    return Channels.perValue(sums.mul(step.inverse()).div_(new Scalar(-count)));
  }

  /**
   * Returns how Σ x·(Jδ) changed in {@link #backward}. That sum is ε Σ r² yδ, all but zero, since only ε lets the
   * output depend on the scale of x; summing x·(Jδ) itself would leave nothing but rounding.
   */
  Tensor productChange() {
    return productChange;
  }

  @Override
  public void close() {
    inputChange.close();
    outputChange.close();
  }
}
