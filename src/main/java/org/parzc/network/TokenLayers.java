package org.parzc.network;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.parzc.blueprint.Blueprint;
import org.parzc.blueprint.Layer.Linear;
import org.parzc.blueprint.TokenLayer;
import org.parzc.blueprint.TokenLayer.Attention;
import org.parzc.blueprint.TokenLayer.ClassToken;
import org.parzc.blueprint.TokenLayer.LayerNorm;
import org.parzc.blueprint.TokenLayer.MapToTokens;
import org.parzc.blueprint.TokenLayer.PositionEmbedding;
import org.parzc.blueprint.TokenLayer.TokenConcatenation;
import org.parzc.blueprint.TokenLayer.TokenRange;
import org.parzc.blueprint.TokenLayer.TokensToMap;
import org.parzc.nativecore.ElementType;

/**
 * Runs the layers of one network that work on token sequences, (batch, tokens, features), and holds their parameters.
 */
final class TokenLayers {
  private static final double EPSILON = 1e-6;

  private final Blueprint blueprint;
  private final Map<Integer, Tensor> embeddings = new TreeMap<>();
  private final Map<Integer, Tensor> scales = new TreeMap<>();
  private final Map<Integer, Tensor> shifts = new TreeMap<>();
  private final TensorOptional none = new TensorOptional();

  TokenLayers(Blueprint blueprint, Initialisation initialisation) {
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

  /** Returns the output of a layer. */
  Tensor apply(TokenLayer layer, int vertex, List<Tensor> inputs) {
    Tensor input = inputs.get(0);
    if (layer instanceof MapToTokens) {
      return Convolutions.channelByChannel(input.flatten(2, 3)).transpose(1, 2);
    } else if (layer instanceof TokensToMap map) {
      return Convolutions.channelByChannel(input.transpose(1, 2))
          .reshape(input.size(0), input.size(2), map.height(), map.width());
    } else if (layer instanceof ClassToken) {
      Tensor token = embeddings.get(vertex);
      return torch.cat(new TensorVector(token.expand(input.size(0), 1, token.size(2)), input), 1);
    } else if (layer instanceof PositionEmbedding) {
      return input.add(embeddings.get(vertex));
    } else if (layer instanceof LayerNorm norm) {
      return torch.layer_norm(input, new long[] {norm.features()}, optional(scales.get(vertex)),
          optional(shifts.get(vertex)), EPSILON, false);
    } else if (layer instanceof Attention attention) {
      return attend(input, attention.heads());
    } else if (layer instanceof TokenRange range) {
      return input.narrow(1, range.first(), range.count());
    } else if (layer instanceof TokenConcatenation) {
      return torch.cat(new TensorVector(inputs.toArray(Tensor[]::new)), 1);
    }
    throw new IllegalStateException("unknown layer " + layer);
  }

  private TensorOptional optional(Tensor tensor) {
    return tensor == null ? none : new TensorOptional(tensor);
  }

  /**
   * Written out, since the fused attention of LibTorch has no second derivative.
   *
   * @param input (batch, tokens, 3 · features)
   */
  private static Tensor attend(Tensor input, long heads) {
    long batch = input.size(0);
    long tokens = input.size(1);
    long width = input.size(2) / 3 / heads;
    Tensor byHead = input.reshape(batch, tokens, 3, heads, width).permute(2, 0, 3, 1, 4);
    Tensor queries = byHead.select(0, 0).mul(new Scalar(1 / Math.sqrt(width)));
    Tensor similarity = queries.matmul(byHead.select(0, 1).transpose(2, 3));
    return similarity.softmax(3).matmul(byHead.select(0, 2)).transpose(1, 2).reshape(batch, tokens, heads * width);
  }

  /** Returns whether a value of a network is a sequence of tokens, not a map or a vector. */
  static boolean isSequence(Tensor value) {
    return value.dim() == 3;
  }

  /** Runs a linear layer on tokens, on the pixels of a map, or on all values of an image, as {@link Linear} says. */
  static Tensor linear(Linear layer, Tensor input, Tensor weight, TensorOptional bias) {
    if (isSequence(input) && input.size(2) == layer.in()) {
      return torch.linear(input, weight, bias);
    }
    if (input.dim() == 4 && input.size(1) == layer.in() && input.numel() > input.size(0) * layer.in()) {
      return torch.linear(input.movedim(1, 3), weight, bias).movedim(3, 1);
    }
    return torch.linear(input.reshape(input.size(0), -1), weight, bias);
  }
}
