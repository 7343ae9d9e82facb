package org.parzc.network;

import org.bytedeco.pytorch.Tensor;
import org.parzc.blueprint.Blueprint;
import org.parzc.blueprint.Layer;
import org.parzc.blueprint.TokenLayer;
import org.parzc.nativecore.ElementType;

/**
 * Where the weights and embeddings of a network at initialisation come from: drawn for a network
 * that a blueprint describes, or adopted from a network that brings its own.
 */
@FunctionalInterface
public interface Initialisation {
  /**
   * Returns the weight tensor of one node, contiguous, of shape {@link
   * Layer.Weighted#weightShape()}. The network does not write to it, so it may be shared.
   *
   * @param node the node
   * @param layer its layer
   * @param index position of the node in its network, from 0
   */
  Tensor weight(Blueprint.Node node, Layer.Weighted layer, int index);

  /**
   * Returns the tensor that an embedding starts with, contiguous, of shape (1, tokens, features).
   * The network does not write to it, so it may be shared.
   *
   * @param embedding the layer
   * @param index position among the embeddings of its network, from 0, in execution order
   * @throws UnsupportedOperationException if only weights come from here
   */
  default Tensor embedding(TokenLayer.Embedding embedding, int index) {
    throw new UnsupportedOperationException("no initial values for " + embedding);
  }

  /**
   * Returns what a network starts from that brings the weight of a node along: that weight, unless
   * the initialisation is about other values.
   *
   * @param own the network's own weight, not to be written to
   */
  default Tensor adoptedWeight(Tensor own, Blueprint.Node node, Layer.Weighted layer, int index) {
    return adopted(own);
  }

  /**
   * Returns what a network starts from in place of another tensor that it brings along: a bias, the
   * scale of a normalisation, a constant.
   *
   * @param own the network's own tensor, not to be written to
   */
  default Tensor adopted(Tensor own) {
    return own;
  }

  /** Returns a tensor filled with one value, made in the memory where the weights lie. */
  default Tensor filled(double value, ElementType type, long... shape) {
    return Tensors.filled(value, type, shape);
  }

  /**
   * Returns a tensor in the memory where the weights lie: itself if it is there already, as on the
   * CPU.
   */
  default Tensor place(Tensor tensor) {
    return tensor;
  }
}
