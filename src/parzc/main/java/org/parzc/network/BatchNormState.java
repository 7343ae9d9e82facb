package org.parzc.network;

import org.bytedeco.pytorch.Tensor;
import org.parzc.nativecore.ElementType;

/**
 * What one batch normalisation layer carries.
 *
 * @param scale γ of shape (channels), at first 1
 * @param shift β of shape (channels), at first 0
 * @param mean running mean of shape (channels), at first 0
 * @param variance running variance of shape (channels), unbiased, at first 1
 */
public record BatchNormState(Tensor scale, Tensor shift, Tensor mean, Tensor variance) {
  /** Returns the state before the first batch: scale and variance 1, shift and mean 0. */
  public static BatchNormState initial(
      int channels, ElementType type, Initialisation initialisation) {
    return new BatchNormState(
        initialisation.filled(1, type, channels),
        initialisation.filled(0, type, channels),
        initialisation.filled(0, type, channels),
        initialisation.filled(1, type, channels));
  }
}
