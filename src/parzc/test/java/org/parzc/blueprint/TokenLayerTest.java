package org.parzc.blueprint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class TokenLayerTest {
  private final Blueprint.Builder network = Blueprint.builder(new Shape(6, 2, 4));
  private final int tokens = network.add(new TokenLayer.MapToTokens(), network.input());

  private void refuses(String message, Layer layer, Integer... inputs) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> network.add(layer, inputs))
        .withMessage(message);
  }

  @Test
  void aSequenceIsAMapWithARowForEachToken() {
    assertThat(network.shape(tokens)).isEqualTo(Shape.tokens(8, 6)).isEqualTo(new Shape(6, 8, 1));
    assertThat(network.shape(network.add(new TokenLayer.ClassToken(6), tokens)))
        .isEqualTo(Shape.tokens(9, 6));
    assertThat(network.shape(network.add(new TokenLayer.Attention(2, 2), tokens)))
        .isEqualTo(Shape.tokens(8, 2));
    assertThat(network.shape(network.add(new TokenLayer.TokensToMap(4, 2), tokens)))
        .isEqualTo(new Shape(6, 4, 2));
  }

  @Test
  void shapesThatDoNotFitAreRefused() {
    refuses(
        "expected a sequence of tokens, found 6×2×4",
        new TokenLayer.ClassToken(6),
        network.input());
    refuses("expected tokens of 4 features, found 6×8×1", new TokenLayer.LayerNorm(4), tokens);
    refuses("expected tokens of 9 features, found 6×8×1", new TokenLayer.Attention(3, 1), tokens);
    refuses(
        "embedding of 7 positions, found 6×8×1", new TokenLayer.PositionEmbedding(7, 6), tokens);
    refuses("map of 3×3 tokens, found 6×8×1", new TokenLayer.TokensToMap(3, 3), tokens);
    refuses("2 tokens from number 7 on, found 6×8×1", new TokenLayer.TokenRange(7, 2), tokens);
    refuses(
        "expected tokens of 6 features, found 2×8×1",
        new TokenLayer.TokenConcatenation(),
        tokens,
        network.add(new TokenLayer.Attention(2, 1), tokens));
    refuses("linear layer expects 5 features, found 6×8×1", new Linear(5, 2, true), tokens);
    refuses("expected one input, found 2", new Layer.Gelu(), tokens, tokens);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TokenLayer.Attention(4, 3))
        .withMessage("3 heads do not divide 4 features");
  }

  @Test
  void embeddingsAndNormalisationCountAsParametersAndAttentionAsProducts() {
    assertThat(new TokenLayer.ClassToken(6).parameters()).isEqualTo(6);
    assertThat(new TokenLayer.PositionEmbedding(8, 6).parameters()).isEqualTo(48);
    assertThat(new TokenLayer.LayerNorm(6).parameters()).isEqualTo(12);
    assertThat(new TokenLayer.Attention(2, 1).parameters()).isZero();
    assertThat(new TokenLayer.Attention(2, 1).flops(Shape.tokens(8, 2)))
        .isEqualTo(8 * 8 * 2 + 8 * 8 * 2);
    assertThat(new Linear(6, 5, true).flops(Shape.tokens(8, 5))).isEqualTo(8 * 30);
  }
}
