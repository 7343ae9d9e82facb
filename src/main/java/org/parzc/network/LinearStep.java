package org.parzc.network;

import org.bytedeco.pytorch.Tensor;

/** Products with a matrix. */
record LinearStep(Tensor input, Tensor weight, Layout layout) implements WeightedStep {
  /** Runs the layer. */
  Tensor forward() {
    return forward(input, weight);
  }

  private static Tensor forward(Tensor input, Tensor weight) {
    return rows(input).mm(weight.t());
  }

  @Override
  public Tensor backward(Tensor gradient) {
    return backward(gradient, weight);
  }

  @Override
  public Tensor backward(Tensor gradient, Tensor kernel) {
    return layout.of(gradient.mm(kernel).reshape(input.sizes()));
  }

  @Override
  public Tensor weightGradient(Tensor gradient) {
    return gradient.t().mm(rows(input));
  }

  @Override
  public Tangent tangent(Tensor change) {
    return new LinearTangent(this, forward(change, weight));
  }

  @Override
  public Tangent tangent(Tensor change, Tensor weightChange) {
    Tensor byWeights = forward(input, weightChange);
    return new ProductTangent(this, change == null ? byWeights : byWeights.add_(forward(change, weight)),
        new Tensor(weightChange));
  }

  private static Tensor rows(Tensor input) {
    return input.reshape(input.size(0), -1);
  }

  @Override
  public void close() {
    input.close();
    weight.close();
  }
}
