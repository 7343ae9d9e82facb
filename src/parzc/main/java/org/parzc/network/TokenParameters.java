package org.parzc.network;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.parzc.blueprint.Blueprint;
import org.parzc.blueprint.TokenLayer;
import org.parzc.blueprint.TokenLayer.LayerNorm;
import org.parzc.nativecore.ElementType;

/**
 * Parameters of the layers of one network that work on token sequences, (batch, tokens, features).
 */
final class TokenParameters {
  private static final double EPSILON = 1e-6;

  private final Blueprint blueprint;
  private final Map<Integer, Tensor> embeddings = new TreeMap<>();
  private final Map<Integer, Tensor> scales = new TreeMap<>();
  private final Map<Integer, Tensor> shifts = new TreeMap<>();
  private final TensorOptional none = new TensorOptional();

  TokenParameters(Blueprint blueprint, Initialisation initialisation) {
    this.blueprint = blueprint;
    for (int v = 0; v < blueprint.vertices().size(); v++) {
      if (blueprint.vertices().get(v).layer() instanceof TokenLayer.Embedding embedding) {
        embeddings.put(v, initialisation.embedding(embedding, embeddings.size()).detach());
      }
    }
  }

  /** Gives the layers parameters of their own, in float32, that can be trained. */
  void makeTrainable(Initialisation initialisation) {
    embeddings.replaceAll((vertex, embedding) -> embedding.clone().set_requires_grad(true));
    for (int v = 0; v < blueprint.vertices().size(); v++) {
      if (blueprint.vertices().get(v).layer() instanceof LayerNorm norm) {
        scales.put(v, trainable(1, norm.features(), initialisation));
        shifts.put(v, trainable(0, norm.features(), initialisation));
      }
    }
  }

  private static Tensor trainable(double value, int features, Initialisation initialisation) {
    return initialisation.filled(value, ElementType.FLOAT32, features).set_requires_grad(true);
  }

  /** Returns what training changes. */
  List<Tensor> parameters() {
    List<Tensor> parameters = new ArrayList<>();
    for (Collection<Tensor> some : List.of(embeddings.values(), scales.values(), shifts.values())) {
      parameters.addAll(some);
    }
    return parameters;
  }

  /** Returns the parameter of an embedding. */
  Tensor embedding(int vertex) {
    return embeddings.get(vertex);
  }

  /** Returns tokens normalised over their features, with scale and shift if they are trained. */
  Tensor normalised(LayerNorm norm, int vertex, Tensor input) {
    return torch.layer_norm(
        input,
        new long[] {norm.features()},
        optional(scales.get(vertex)),
        optional(shifts.get(vertex)),
        EPSILON,
        false);
  }

  private TensorOptional optional(Tensor tensor) {
    return tensor == null ? none : new TensorOptional(tensor);
  }
}
