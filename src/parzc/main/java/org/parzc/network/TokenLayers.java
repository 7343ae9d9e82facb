package org.parzc.network;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.parzc.blueprint.Linear;
import org.parzc.blueprint.TokenLayer.TokensToMap;

/** Runs the layers that work on token sequences, (batch, tokens, features). */
final class TokenLayers {
  private TokenLayers() {}

  /** Returns the pixels of a map as tokens. */
  static Tensor ofMap(Tensor map) {
    return Convolutions.channelByChannel(map.flatten(2, 3)).transpose(1, 2);
  }

  /** Returns tokens as the pixels of a map. */
  static Tensor toMap(TokensToMap map, Tensor tokens) {
    return Convolutions.channelByChannel(tokens.transpose(1, 2))
        .reshape(tokens.size(0), tokens.size(2), map.height(), map.width());
  }

  /** Returns tokens behind a further one, the same in every image. */
  static Tensor behind(Tensor first, Tensor tokens) {
    return torch.cat(new TensorVector(first.expand(tokens.size(0), 1, first.size(2)), tokens), 1);
  }

  /**
   * Written out, since the fused attention of LibTorch has no second derivative.
   *
   * @param input (batch, tokens, 3 · features)
   */
  static Tensor attend(Tensor input, long heads) {
    long batch = input.size(0);
    long tokens = input.size(1);
    long width = input.size(2) / 3 / heads;
    Tensor byHead = input.reshape(batch, tokens, 3, heads, width).permute(2, 0, 3, 1, 4);
    Tensor queries = byHead.select(0, 0).mul(new Scalar(1 / Math.sqrt((double) width)));
    Tensor similarity = queries.matmul(byHead.select(0, 1).transpose(2, 3));
    return similarity
        .softmax(3)
        .matmul(byHead.select(0, 2))
        .transpose(1, 2)
        .reshape(batch, tokens, heads * width);
  }

  /** Returns whether a value of a network is a sequence of tokens, not a map or a vector. */
  static boolean isSequence(Tensor value) {
    return value.dim() == 3;
  }

  /**
   * Runs a linear layer on tokens, on the pixels of a map, or on all values of an image, as {@link
   * Linear} says.
   */
  static Tensor linear(Linear layer, Tensor input, Tensor weight, TensorOptional bias) {
    if (isSequence(input) && input.size(2) == layer.in()) {
      return torch.linear(input, weight, bias);
    }
    if (input.dim() == 4
        && input.size(1) == layer.in()
        && input.numel() > input.size(0) * layer.in()) {
      return torch.linear(input.movedim(1, 3), weight, bias).movedim(3, 1);
    }
    return torch.linear(input.reshape(input.size(0), -1), weight, bias);
  }
}
