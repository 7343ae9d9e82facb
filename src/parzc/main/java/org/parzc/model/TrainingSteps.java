package org.parzc.model;

import java.util.List;

/** Takes the steps of one training, which change the network in place. */
interface TrainingSteps extends AutoCloseable {
  /**
   * Takes a step for each batch.
   *
   * @param batches indices of the examples of each
   * @param rates learning rate of each
   * @param measured whether the loss is wanted
   * @return the mean loss of the batches; NaN if it is not wanted
   */
  double epoch(List<int[]> batches, double[] rates, boolean measured);

  /** Frees what it took besides the network. */
  @Override
  void close();
}
