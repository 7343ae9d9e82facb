package org.parzc.network;

import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.parzc.space.Layer.MaxPool;

/**
 * Maxima of windows.
 *
 * @param pool the windows
 * @param input the layer's input
 * @param places where in the input's channel each maximum was found
 * @param layout how tensors lie in memory
 */
record MaxPoolStep(MaxPool pool, Tensor input, Tensor places, Layout layout) implements Step {
  /**
   * What a forward pass leaves.
   *
   * @param output the maxima
   * @param step the layer at these values
   */
  record Forward(Tensor output, MaxPoolStep step) {}

  static Forward forward(MaxPool pool, Tensor input, Layout layout) {
    try (T_TensorTensor_T found = torch.max_pool2d_with_indices(input, square(pool.kernel()), square(pool.stride()),
        square(pool.padding()), square(1), false)) {
      return new Forward(new Tensor(found.get0()),
          new MaxPoolStep(pool, new Tensor(input), new Tensor(found.get1()), layout));
    }
  }

  @Override
  public Tensor backward(Tensor gradient) {
    return torch.max_pool2d_with_indices_backward(gradient, input, square(pool.kernel()), square(pool.stride()),
        square(pool.padding()), square(1), false, places);
  }

  @Override
  public Tangent tangent(Tensor change) {
    try (Tensor positions = change.flatten(2, 3); Tensor chosen = places.flatten(2, 3);
        Tensor gathered = positions.gather(2, chosen); Tensor shaped = gathered.view_as(places)) {
      return new LinearTangent(this, layout.of(shaped));
    }
  }

  private static long[] square(long extent) {
    return new long[] {extent, extent};
  }

  @Override
  public void close() {
    input.close();
    places.close();
  }
}
