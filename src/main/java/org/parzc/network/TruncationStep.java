package org.parzc.network;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The first channels.
 *
 * @param channels how many are kept
 * @param dropped how many are not
 * @param layout how tensors lie in memory
 */
record TruncationStep(long channels, long dropped, Layout layout) implements Step {
  Tensor forward(Tensor input) {
    return layout.channels(input, 0, channels);
  }

  @Override
  public Tensor backward(Tensor gradient) {
    try (Tensor filled = torch.constant_pad_nd(gradient, 0, 0, 0, 0, 0, dropped)) {
      return layout.of(filled);
    }
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
