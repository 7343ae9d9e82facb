package org.parzc.network;

import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.parzc.space.Layer.AveragePool;

/** Averages of windows. */
record AveragePoolStep(AveragePool pool, Tensor input) implements Step {
  static Tensor forward(AveragePool pool, Tensor input) {
    return torch.avg_pool2d(input, square(pool.kernel()), square(pool.stride()), square(pool.padding()), false, false,
        new LongOptional());
  }

  @Override
  public Tensor backward(Tensor gradient) {
    return torch.avg_pool2d_backward(gradient, input, square(pool.kernel()), square(pool.stride()),
        square(pool.padding()), false, false, new LongOptional());
  }

  @Override
  public Tangent tangent(Tensor change) {
    return new LinearTangent(this, forward(pool, change));
  }

  private static long[] square(long extent) {
    return new long[] {extent, extent};
  }

  @Override
  public void close() {
    input.close();
  }
}
