package org.parzc.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.parzc.network.NetworkLayersTest.IMAGE;
import static org.parzc.network.NetworkLayersTest.IN;
import static org.parzc.network.NetworkLayersTest.PIXELS;
import static org.parzc.network.NetworkLayersTest.WAVES;
import static org.parzc.network.NetworkLayersTest.differentiates;
import static org.parzc.network.NetworkLayersTest.near;
import static org.parzc.network.NetworkLayersTest.single;
import static org.parzc.network.NetworkLayersTest.wave;

import java.util.Arrays;
import java.util.OptionalInt;
import java.util.function.IntUnaryOperator;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.parzc.blueprint.Blueprint;
import org.parzc.blueprint.Convolution;
import org.parzc.blueprint.Layer;
import org.parzc.blueprint.Layer.Gelu;
import org.parzc.blueprint.Layer.GlobalAveragePool;
import org.parzc.blueprint.Linear;
import org.parzc.blueprint.Shape;
import org.parzc.blueprint.Slot;
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
 * Each kind of layer on tokens against its definition, and its derivatives against finite
 * differences.
 */
class TokenLayersTest {
  private static final int TOKENS = (int) IMAGE.positions();
  private static final int FEATURES = IMAGE.channels();

  private PointerScope scope;

  @BeforeEach
  void open() {
    LibTorch.start();
    scope = new PointerScope();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  /** Returns a network whose layers read the pixels as tokens of three features. */
  private static Blueprint onTokens(Blueprint.Builder builder, IntUnaryOperator layers) {
    return builder.build(layers.applyAsInt(builder.add(new MapToTokens(), builder.input())));
  }

  private static Blueprint onTokens(Layer layer) {
    Blueprint.Builder builder = Blueprint.builder(IMAGE);
    return onTokens(builder, tokens -> builder.add(layer, tokens));
  }

  private static double[] run(Blueprint blueprint) {
    return NetworkLayersTest.run(blueprint, BatchNormMode.BATCH);
  }

  /** Returns the pixels in the order (images, tokens, features). */
  private static double[] tokens() {
    double[] tokens = new double[PIXELS.length];
    for (int n = 0; n < IN.images(); n++) {
      for (int f = 0; f < FEATURES; f++) {
        for (int t = 0; t < TOKENS; t++) {
          tokens[(n * TOKENS + t) * FEATURES + f] = PIXELS[(n * FEATURES + f) * TOKENS + t];
        }
      }
    }
    return tokens;
  }

  private static Blueprint linear(int out) {
    Blueprint.Builder builder = Blueprint.builder(IMAGE);
    return onTokens(
        builder,
        tokens ->
            builder.add(
                new Linear(FEATURES, out, true), tokens, Slot.single("only"), OptionalInt.empty()));
  }

  private static Blueprint attention(int features, int heads) {
    Blueprint.Builder builder = Blueprint.builder(IMAGE);
    return onTokens(
        builder,
        tokens ->
            builder.add(
                new Attention(features, heads),
                builder.add(
                    new Linear(FEATURES, 3 * features, true),
                    tokens,
                    Slot.single("qkv"),
                    OptionalInt.empty())));
  }

  @Test
  void pixelsBecomeTokensRowByRowAndPixelsAgain() {
    near(run(onTokens(new TokenRange(0, TOKENS))), tokens(), 0);
    near(run(onTokens(new TokensToMap(IMAGE.height(), IMAGE.width()))), PIXELS, 0);
  }

  @Test
  void aLinearLayerReadsTheFeaturesOfEachToken() {
    double[] expected =
        PlainLayers.linear(tokens(), IN.images() * TOKENS, wave(7 * FEATURES), new double[7]);
    near(run(linear(7)), expected, 1e-12);
  }

  @Test
  void aLinearLayerOnTheChannelsOfAMapIsAPointwiseConvolution() {
    Blueprint linear = NetworkLayersTest.weighted(new Linear(FEATURES, 4, true));
    assertThat(linear.vertices().get(1).shape())
        .isEqualTo(new Shape(4, IMAGE.height(), IMAGE.width()));
    near(
        run(linear),
        run(NetworkLayersTest.weighted(new Convolution(FEATURES, 4, 1, 1, 0, true))),
        1e-12);
  }

  @Test
  void layerNormNormalisesEachTokenWhateverBatchNormDoes() {
    double[] expected = PlainLayers.layerNorm(tokens(), FEATURES);
    near(run(onTokens(new LayerNorm(FEATURES))), expected, 1e-12);
    near(
        NetworkLayersTest.run(onTokens(new LayerNorm(FEATURES)), BatchNormMode.BYPASSED),
        expected,
        1e-12);
  }

  @Test
  void geluIsTheExactOne() {
    near(run(single(b -> b.add(new Gelu(), b.input()))), PlainLayers.gelu(PIXELS), 1e-12);
    near(run(onTokens(new Gelu())), PlainLayers.gelu(tokens()), 1e-12);
  }

  @Test
  void attentionWeighsValuesByTheSimilarityOfQueriesAndKeys() {
    for (int heads : new int[] {1, 2, 4}) {
      double[] read =
          PlainLayers.linear(tokens(), IN.images() * TOKENS, wave(12 * FEATURES), new double[12]);
      near(
          run(attention(4, heads)),
          PlainLayers.attention(read, IN.images(), TOKENS, 4, heads),
          1e-12);
    }
  }

  @Test
  void theClassTokenStandsInFrontAndPositionsAreAdded() {
    double[] found = run(onTokens(new ClassToken(FEATURES)));
    double[] tokens = tokens();
    int image = TOKENS * FEATURES;
    for (int n = 0; n < IN.images(); n++) {
      int from = n * (image + FEATURES);
      near(Arrays.copyOfRange(found, from, from + FEATURES), wave(FEATURES), 0);
      near(
          Arrays.copyOfRange(found, from + FEATURES, from + FEATURES + image),
          Arrays.copyOfRange(tokens, n * image, (n + 1) * image),
          0);
    }
    double[] position = wave(image);
    double[] expected = new double[tokens.length];
    Arrays.setAll(expected, k -> tokens[k] + position[k % image]);
    near(run(onTokens(new PositionEmbedding(TOKENS, FEATURES))), expected, 0);
  }

  @Test
  void tokensArePickedAndJoinedInOrder() {
    Blueprint.Builder builder = Blueprint.builder(IMAGE);
    double[] found =
        run(
            onTokens(
                builder,
                all ->
                    builder.add(
                        new TokenConcatenation(),
                        builder.add(new TokenRange(3, 2), all),
                        builder.add(new TokenRange(0, 1), all))));
    double[] tokens = tokens();
    for (int n = 0; n < IN.images(); n++) {
      double[] own = Arrays.copyOfRange(tokens, n * TOKENS * FEATURES, (n + 1) * TOKENS * FEATURES);
      near(
          Arrays.copyOfRange(found, n * 3 * FEATURES, n * 3 * FEATURES + 2 * FEATURES),
          Arrays.copyOfRange(own, 3 * FEATURES, 5 * FEATURES),
          0);
      near(
          Arrays.copyOfRange(found, (n * 3 + 2) * FEATURES, (n * 3 + 3) * FEATURES),
          Arrays.copyOf(own, FEATURES),
          0);
    }
  }

  @Test
  void theMeanOverTokensIsThatOverPixels() {
    near(
        run(onTokens(new GlobalAveragePool())),
        run(single(b -> b.add(new GlobalAveragePool(), b.input()))),
        1e-12);
  }

  @Test
  void derivativesOfEveryLayerAreThoseOfFiniteDifferences() {
    differentiates(linear(7));
    differentiates(NetworkLayersTest.weighted(new Linear(FEATURES, 4, true)));
    differentiates(onTokens(new LayerNorm(FEATURES)));
    differentiates(single(b -> b.add(new Gelu(), b.input())));
    differentiates(attention(4, 1));
    differentiates(attention(4, 2));
    differentiates(onTokens(new ClassToken(FEATURES)));
    differentiates(onTokens(new PositionEmbedding(TOKENS, FEATURES)));
    differentiates(onTokens(new TokenRange(2, 5)));
    differentiates(onTokens(new TokensToMap(IMAGE.height(), IMAGE.width())));
    differentiates(onTokens(new GlobalAveragePool()));
    Blueprint.Builder builder = Blueprint.builder(IMAGE);
    differentiates(onTokens(builder, all -> builder.add(new TokenConcatenation(), all, all)));
  }

  @Test
  void embeddingsNeedInitialValues() {
    Initialisation weightsOnly = (node, layer, index) -> WAVES.weight(node, layer, index);
    assertThatThrownBy(
            () ->
                Network.atInitialisation(
                    onTokens(new ClassToken(FEATURES)), weightsOnly, ElementType.FLOAT64))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage("no initial values for ClassToken[features=3]");
  }
}
