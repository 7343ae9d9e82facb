package org.parzc.network;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.parzc.nativecore.ElementType;

/**
 * A network whose statistics can be measured. Used by one thread; its tensors belong to the {@code
 * PointerScope} that was open when they were made.
 */
public interface MeasurableNetwork {
  /** Returns the element type of weights and images. */
  ElementType type();

  /** Returns the weight tensors in node order; leaves, contiguous. */
  List<Tensor> weights();

  /**
   * Returns the running state of the normalisation layers in execution order; empty without running
   * statistics.
   */
  List<BatchNormState> normalisations();

  /**
   * Runs the network forward.
   *
   * @param images (batch, channels, height, width), of the network's element type
   */
  Trace forward(Tensor images, BatchNormMode mode);
}
