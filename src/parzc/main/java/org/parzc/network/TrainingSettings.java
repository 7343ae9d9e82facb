package org.parzc.network;

import org.parzc.InputException;

/**
 * How one architecture is trained for a label: SGD with Nesterov momentum, the learning rate
 * falling along a cosine.
 *
 * @param epochs passes over the training images, at least 1
 * @param batchSize images per step, at least 2
 * @param learningRate peak learning rate, positive
 * @param momentum momentum, in [0, 1)
 * @param weightDecay L2 weight, at least 0
 */
public record TrainingSettings(
    int epochs, int batchSize, double learningRate, double momentum, double weightDecay) {
  /** Checks the ranges. */
  public TrainingSettings {
    if (epochs < 1 || batchSize < 2 || !(learningRate > 0)) {
      throw new InputException(
          "training: found %d epochs, batch size %d, learning rate %s; expected at least 1, at least 2, above 0"
              .formatted(epochs, batchSize, learningRate));
    }
  }

  /**
   * Returns settings that suit small cells for a few epochs: NAS-Bench-201's own, but for epochs
   * and batch size.
   */
  public static TrainingSettings brief(int epochs, int batchSize) {
    return new TrainingSettings(epochs, batchSize, 0.1, 0.9, 5e-4);
  }

  @Override
  public String toString() {
    return "%d epochs, batch %d, SGD lr %s cosine, Nesterov momentum %s, weight decay %s"
        .formatted(epochs, batchSize, learningRate, momentum, weightDecay);
  }
}
