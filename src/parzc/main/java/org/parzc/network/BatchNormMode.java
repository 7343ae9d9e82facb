package org.parzc.network;

/** How batch normalisation behaves in a forward pass. */
public enum BatchNormMode {
  /** Statistics of the batch; running statistics, where a network keeps them, are updated. */
  BATCH,
  /** Running statistics: a trained network at test time. */
  RUNNING,
  /** Identity: SynFlow without normalisation. */
  BYPASSED
}
