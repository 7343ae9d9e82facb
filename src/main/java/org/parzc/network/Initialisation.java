package org.parzc.network;

import org.bytedeco.pytorch.Tensor;
import org.parzc.space.Blueprint;
import org.parzc.space.Layer;

/** Where the weights of a network at initialisation come from. */
@FunctionalInterface
public interface Initialisation {
  /**
   * Returns the weight tensor of one node, contiguous, of shape {@link Layer.Weighted#weightShape()}. The network does
   * not write to it, so it may be shared.
   *
   * @param node the node
   * @param layer its layer
   * @param index position of the node in its network, from 0
   */
  Tensor weight(Blueprint.Node node, Layer.Weighted layer, int index);

  /** Returns a tensor in the memory where the weights lie: itself if it is there already, as on the CPU. */
  default Tensor place(Tensor tensor) {
    return tensor;
  }
}
