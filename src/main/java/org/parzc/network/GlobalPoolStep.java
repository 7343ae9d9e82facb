package org.parzc.network;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** Means of whole channels. */
record GlobalPoolStep(long height, long width, Layout layout) implements Step {
  static Tensor forward(Tensor input) {
    return input.mean(new long[] {2, 3}, false, null);
  }

  @Override
  public Tensor backward(Tensor gradient) {
    long images = gradient.size(0);
    long channels = gradient.size(1);
    return layout.of(gradient.div(new Scalar((double) height * width)).reshape(images, channels, 1, 1)
        .expand(images, channels, height, width));
  }

  @Override
  public Tangent tangent(Tensor change) {
    return new LinearTangent(this, forward(change));
  }

  @Override
  public void close() {
    // It keeps no values.
  }
}
