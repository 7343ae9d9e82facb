package org.parzc.blueprint;

import java.util.List;

/** A layer that reads or writes a sequence of tokens; {@link Shape} says how one is laid out. */
public sealed interface TokenLayer extends Layer {

  /** A layer that adds a learned tensor, which is a parameter but not the weight of a node. */
  sealed interface Embedding extends TokenLayer permits ClassToken, PositionEmbedding {
    /** Returns the number of tokens of the tensor. */
    int tokens();

    /** Returns the number of features of each token. */
    int features();

    @Override
    default long parameters() {
      return (long) tokens() * features();
    }
  }

  /** The pixels of a feature map, row by row, as tokens. */
  record MapToTokens() implements TokenLayer {
    @Override
    public Shape output(List<Shape> inputs) {
      Shape from = Layer.only(inputs);
      return Shape.tokens(Math.toIntExact(from.positions()), from.channels());
    }

    @Override
    public String kind() {
      return "map_to_tokens";
    }
  }

  /** Tokens, row by row, as the pixels of a feature map. */
  record TokensToMap(int height, int width) implements TokenLayer {
    @Override
    public Shape output(List<Shape> inputs) {
      Shape from = sequence(inputs);
      if (from.height() != height * width) {
        throw new IllegalArgumentException(
            "map of %d×%d tokens, found %s".formatted(height, width, from));
      }
      return new Shape(from.channels(), height, width);
    }

    @Override
    public String kind() {
      return "tokens_to_map";
    }
  }

  /** A learned token in front of the others (Dosovitskiy et al., ICLR 2021). */
  record ClassToken(int features) implements Embedding {
    @Override
    public int tokens() {
      return 1;
    }

    @Override
    public Shape output(List<Shape> inputs) {
      Shape from = sequence(inputs, features);
      return Shape.tokens(from.height() + 1, features);
    }

    @Override
    public String kind() {
      return "class_token";
    }
  }

  /** A learned vector that is added to the token at each position. */
  record PositionEmbedding(int tokens, int features) implements Embedding {
    @Override
    public Shape output(List<Shape> inputs) {
      Shape from = sequence(inputs, features);
      if (from.height() != tokens) {
        throw new IllegalArgumentException(
            "embedding of %d positions, found %s".formatted(tokens, from));
      }
      return from;
    }

    @Override
    public String kind() {
      return "position_embedding";
    }
  }

  /**
   * Normalisation of each token over its features, with an affine scale and shift; 1e-6 is added to
   * the variance.
   */
  record LayerNorm(int features) implements TokenLayer {
    @Override
    public Shape output(List<Shape> inputs) {
      return sequence(inputs, features);
    }

    @Override
    public String kind() {
      return "layer_norm";
    }

    @Override
    public long parameters() {
      return 2L * features;
    }
  }

  /**
   * Multi-head self-attention (Vaswani et al., 2017) of tokens that hold queries, keys and values
   * side by side, each of {@code features}, head by head: softmax(QKᵀ/√d) V with d = features /
   * heads. It has no weights.
   *
   * @param features features of a token that it writes, a multiple of {@code heads}; it reads three
   *     times as many
   * @param heads number of heads
   */
  record Attention(int features, int heads) implements TokenLayer {
    /** Checks that the heads divide the features. */
    public Attention {
      if (features % heads != 0) {
        throw new IllegalArgumentException(
            "%d heads do not divide %d features".formatted(heads, features));
      }
    }

    @Override
    public Shape output(List<Shape> inputs) {
      return Shape.tokens(sequence(inputs, 3 * features).height(), features);
    }

    @Override
    public String kind() {
      return "attention";
    }

    @Override
    public long flops(Shape output) {
      return Math.multiplyExact(2 * output.positions(), output.elements());
    }
  }

  /** Some tokens of a sequence: {@code count} of them, from number {@code first} on. */
  record TokenRange(int first, int count) implements TokenLayer {
    @Override
    public Shape output(List<Shape> inputs) {
      Shape from = sequence(inputs);
      if (first < 0 || first + count > from.height()) {
        throw new IllegalArgumentException(
            "%d tokens from number %d on, found %s".formatted(count, first, from));
      }
      return Shape.tokens(count, from.channels());
    }

    @Override
    public String kind() {
      return "token_range";
    }
  }

  /** The tokens of several sequences, one after the other. */
  record TokenConcatenation() implements TokenLayer {
    @Override
    public Shape output(List<Shape> inputs) {
      int features = inputs.get(0).channels();
      return Shape.tokens(
          inputs.stream().mapToInt(input -> sequence(List.of(input), features).height()).sum(),
          features);
    }

    @Override
    public String kind() {
      return "token_concatenation";
    }
  }

  private static Shape sequence(List<Shape> inputs) {
    Shape from = Layer.only(inputs);
    if (from.width() != 1) {
      throw new IllegalArgumentException("expected a sequence of tokens, found " + from);
    }
    return from;
  }

  private static Shape sequence(List<Shape> inputs, int features) {
    Shape from = sequence(inputs);
    if (from.channels() != features) {
      throw new IllegalArgumentException(
          "expected tokens of %d features, found %s".formatted(features, from));
    }
    return from;
  }
}
