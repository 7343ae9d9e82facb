package org.parzc.network;

import org.bytedeco.pytorch.Tensor;
import org.parzc.space.Blueprint;
import org.parzc.space.Layer;
import org.parzc.space.TokenLayer;

/** Where the weights and embeddings of a network at initialisation come from. */
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

  /**
   * Returns the tensor that an embedding starts with, contiguous, of shape (1, tokens, features). The network does not
   * write to it, so it may be shared.
   *
   * @param embedding the layer
   * @param index position among the embeddings of its network, from 0, in execution order
   * @throws UnsupportedOperationException if only weights come from here
   */
  default Tensor embedding(TokenLayer.Embedding embedding, int index) {
    throw new UnsupportedOperationException("no initial values for " + embedding);
  }

  /** Returns a tensor in the memory where the weights lie: itself if it is there already, as on the CPU. */
  default Tensor place(Tensor tensor) {
    return tensor;
  }
}
