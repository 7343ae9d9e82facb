package org.parzc.network;

import org.bytedeco.pytorch.Scalar;
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
  /** How much a batch moves the running statistics. */
  static final double MOMENTUM = 0.1;
  /** What is added to a variance. */
  static final double EPSILON = 1e-5;

  static BatchNormState initial(int channels, ElementType type, Initialisation initialisation) {
    return new BatchNormState(initialisation.place(Tensors.filled(1, type, channels)),
        initialisation.place(Tensors.filled(0, type, channels)),
        initialisation.place(Tensors.filled(0, type, channels)),
        initialisation.place(Tensors.filled(1, type, channels)));
  }

  /** Moves towards the statistics of a batch. */
  void move(Tensor batchMean, Tensor batchVariance) {
    moveTowardsZeros();
    mean.add_(batchMean, new Scalar(MOMENTUM));
    variance.add_(batchVariance, new Scalar(MOMENTUM));
  }

  /** Does what a batch of zeros does. */
  void moveTowardsZeros() {
    mean.mul_(new Scalar(1 - MOMENTUM));
    variance.mul_(new Scalar(1 - MOMENTUM));
  }
}
