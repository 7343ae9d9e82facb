package org.parzc.network;

import org.bytedeco.pytorch.Tensor;

/** Sums over channels of feature maps (batch, channels, height, width), and back. */
final class Channels {
  private Channels() {}

  /** Returns the number of values of one channel. */
  static double size(Tensor values) {
    return (double) values.numel() / values.size(1);
  }

  /** Returns the sum of each channel. */
  static Tensor sums(Tensor values) {
    return values.sum(new long[] {0, 2, 3}, false, null);
  }

  /** Returns Σ ab of each channel. */
  static Tensor products(Tensor a, Tensor b) {
    try (Tensor products = a.mul(b)) {
      return sums(products);
    }
  }

  /** Returns one number per channel in a shape that combines with feature maps. */
  static Tensor perValue(Tensor perChannel) {
    return perChannel.reshape(1, perChannel.numel(), 1, 1);
  }
}
