package org.parzc.statistics;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Derivatives of the mean cross entropy of a batch.
 *
 * @param probabilities softmax of the logits, (batch, classes)
 * @param gradient of the logits
 */
record CrossEntropy(Tensor probabilities, Tensor gradient) {
  /**
   * Returns the derivatives at the logits.
   *
   * @param targets class of each image
   */
  static CrossEntropy of(Tensor logits, Tensor targets) {
    Tensor probabilities = torch.softmax(logits, 1);
    Tensor gradient = probabilities.sub(torch.one_hot(targets, logits.size(1)));
    return new CrossEntropy(probabilities, gradient.div_(new Scalar((double) logits.size(0))));
  }

  /** Returns the change of the gradient when the logits change. */
  Tensor gradientChange(Tensor logits) {
    Tensor change = probabilities.mul(logits);
    Tensor sums = change.sum(new long[] {1}, true, null);
    return change.sub(probabilities.mul(sums)).div_(new Scalar((double) logits.size(0)));
  }
}
