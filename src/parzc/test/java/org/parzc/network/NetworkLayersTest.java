package org.parzc.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.ToIntFunction;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.parzc.blueprint.Blueprint;
import org.parzc.blueprint.Convolution;
import org.parzc.blueprint.Extent;
import org.parzc.blueprint.Layer.Add;
import org.parzc.blueprint.Layer.AveragePool;
import org.parzc.blueprint.Layer.BatchNorm;
import org.parzc.blueprint.Layer.Concatenation;
import org.parzc.blueprint.Layer.GlobalAveragePool;
import org.parzc.blueprint.Layer.MaxPool;
import org.parzc.blueprint.Layer.Relu;
import org.parzc.blueprint.Layer.Subsample;
import org.parzc.blueprint.Layer.Truncation;
import org.parzc.blueprint.Layer.Weighted;
import org.parzc.blueprint.Layer.Zero;
import org.parzc.blueprint.Linear;
import org.parzc.blueprint.Shape;
import org.parzc.blueprint.Slot;
import org.parzc.blueprint.TokenLayer;
import org.parzc.nativecore.ElementType;
import org.parzc.network.PlainLayers.Extents;

/** Each kind of layer against its definition, and its derivatives against finite differences. */
class NetworkLayersTest {
  static final Shape IMAGE = new Shape(3, 5, 4);
  static final Extents IN = new Extents(4, 3, 5, 4);
  static final double[] PIXELS = new Random(1).doubles(IN.size(), -2, 2).toArray();

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

  static Blueprint single(ToIntFunction<Blueprint.Builder> layers) {
    Blueprint.Builder builder = Blueprint.builder(IMAGE);
    return builder.build(layers.applyAsInt(builder));
  }

  static Blueprint weighted(Weighted layer) {
    return single(b -> b.add(layer, b.input(), Slot.single("only"), OptionalInt.empty()));
  }

  static double[] wave(int count) {
    double[] values = new double[count];
    Arrays.setAll(values, k -> Math.sin(1 + 0.7 * k));
    return values;
  }

  static final Initialisation WAVES =
      new Initialisation() {
        @Override
        public Tensor weight(Blueprint.Node node, Weighted layer, int index) {
          return Tensors.of(wave((int) layer.weights()), layer.weightShape());
        }

        @Override
        public Tensor embedding(TokenLayer.Embedding embedding, int index) {
          return Tensors.of(
              wave((int) embedding.parameters()), 1, embedding.tokens(), embedding.features());
        }
      };

  private static Tensor images(double[] pixels) {
    return Tensors.of(pixels, IN.images(), IMAGE.channels(), IMAGE.height(), IMAGE.width());
  }

  static double[] run(Blueprint blueprint, BatchNormMode mode) {
    Network network = Network.atInitialisation(blueprint, WAVES, ElementType.FLOAT64);
    return Tensors.values(network.forward(images(PIXELS), mode).logits());
  }

  static void near(double[] found, double[] expected, double tolerance) {
    assertThat(found).hasSameSizeAs(expected);
    for (int k = 0; k < found.length; k++) {
      assertThat(found[k]).as("value %d", k).isCloseTo(expected[k], within(tolerance));
    }
  }

  private static void convolves(int kernel, int stride, int padding) {
    convolves(new Convolution(3, 2, kernel, stride, padding, false));
  }

  private static void convolves(Convolution layer) {
    near(
        run(weighted(layer), BatchNormMode.BATCH),
        PlainLayers.convolution(
            PIXELS, IN, wave((int) layer.weights()), new double[layer.out()], layer),
        1e-12);
  }

  @Test
  void aConvolutionSumsOverItsWindow() {
    convolves(3, 1, 1);
    convolves(3, 2, 1);
    convolves(3, 1, 0);
  }

  @Test
  void aPointwiseConvolutionIsTheSameOnBothOfItsPaths() {
    convolves(1, 1, 0);
    convolves(1, 2, 0);
  }

  @Test
  void aConvolutionMayBeRectangularStridedAndDilated() {
    for (int stride = 1; stride <= 2; stride++) {
      convolves(Convolution.rectangular(3, new Extent(1, 3), new Extent(1, stride)));
      convolves(Convolution.rectangular(3, new Extent(7, 1), new Extent(stride, 1)));
      convolves(
          new Convolution(
              3, 2, Extent.square(3), Extent.square(stride), Extent.square(2), 2, 1, false));
    }
  }

  @Test
  void aConvolutionInGroupsReadsTheInputsOfItsGroup() {
    for (int stride = 1; stride <= 2; stride++) {
      convolves(Convolution.depthwise(3, 3, stride, 1));
      convolves(Convolution.depthwise(3, 5, stride, 2));
      convolves(
          new Convolution(
              3, 6, Extent.square(3), Extent.square(stride), Extent.square(1), 1, 3, false));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void aTrainableConvolutionAddsItsBias(int kernel) {
    Convolution layer = new Convolution(3, 2, kernel, 1, kernel / 2, true);
    near(
        runWithBias(weighted(layer)),
        PlainLayers.convolution(
            PIXELS, IN, wave((int) layer.weights()), new double[] {1, -2}, layer),
        2e-5);
  }

  @Test
  void aTrainableLinearLayerAddsItsBias() {
    Linear layer = new Linear((int) IMAGE.elements(), 2, true);
    near(
        runWithBias(weighted(layer)),
        PlainLayers.linear(PIXELS, IN.images(), wave((int) layer.weights()), new double[] {1, -2}),
        2e-5);
  }

  private static double[] runWithBias(Blueprint blueprint) {
    Initialisation waves =
        (node, layer, index) ->
            Tensors.of(
                floats(wave((int) layer.weights())), ElementType.FLOAT32, layer.weightShape());
    Network network = Network.trainable(blueprint, waves);
    TensorVector parameters = network.parameters();
    assertThat(parameters.size()).isEqualTo(2);
    parameters.get(1).data().copy_(Tensors.of(new float[] {1, -2}, ElementType.FLOAT32, 2));
    return Tensors.values(
        network
            .forward(
                Tensors.of(
                    floats(PIXELS),
                    ElementType.FLOAT32,
                    IN.images(),
                    IMAGE.channels(),
                    IMAGE.height(),
                    IMAGE.width()),
                BatchNormMode.BATCH)
            .logits());
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int k = 0; k < floats.length; k++) {
      floats[k] = (float) values[k];
    }
    return floats;
  }

  @Test
  void aLinearLayerReadsAllValuesOfAnImage() {
    Linear layer = new Linear((int) IMAGE.elements(), 7, true);
    near(
        run(weighted(layer), BatchNormMode.BATCH),
        PlainLayers.linear(PIXELS, IN.images(), wave((int) layer.weights()), new double[7]),
        1e-12);
  }

  @Test
  void batchNormUsesTheBatchWhereItKeepsNothing() {
    Blueprint norm = single(b -> b.add(new BatchNorm(3), b.input()));
    near(
        run(norm, BatchNormMode.BATCH),
        PlainLayers.normalised(
            PIXELS,
            IN,
            PlainLayers.channelMeans(PIXELS, IN),
            PlainLayers.channelVariances(PIXELS, IN)),
        1e-12);
    near(run(norm, BatchNormMode.BYPASSED), PIXELS, 0);
  }

  @Test
  void runningStatisticsMoveByATenthTowardsTheUnbiasedVariance() {
    Network network =
        Network.withRunningStatistics(
            single(b -> b.add(new BatchNorm(3), b.input())), WAVES, ElementType.FLOAT64);
    BatchNormState state = network.normalisations().get(0);
    double count = PIXELS.length / 3.0;
    double[] means = PlainLayers.channelMeans(PIXELS, IN);
    double[] variances = PlainLayers.channelVariances(PIXELS, IN);
    double[] mean = new double[3];
    double[] variance = {1, 1, 1};
    for (int pass = 0; pass < 2; pass++) {
      double[] batch =
          Tensors.values(network.forward(images(PIXELS), BatchNormMode.BATCH).logits());
      near(batch, PlainLayers.normalised(PIXELS, IN, means, variances), 1e-12);
      for (int c = 0; c < 3; c++) {
        mean[c] += 0.1 * (means[c] - mean[c]);
        variance[c] += 0.1 * (variances[c] * count / (count - 1) - variance[c]);
      }
      near(Tensors.values(state.mean()), mean, 1e-12);
      near(Tensors.values(state.variance()), variance, 1e-12);
    }
    double[] running =
        Tensors.values(network.forward(images(PIXELS), BatchNormMode.RUNNING).logits());
    near(running, PlainLayers.normalised(PIXELS, IN, mean, variance), 1e-12);
    near(
        Tensors.values(network.forward(images(PIXELS), BatchNormMode.BYPASSED).logits()),
        PIXELS,
        0);
    near(Tensors.values(state.mean()), mean, 1e-12);
  }

  @Test
  void reluHasDerivative0At0() {
    Network network =
        Network.atInitialisation(
            single(b -> b.add(new Relu(), b.input())), WAVES, ElementType.FLOAT64);
    double[] pixels = PIXELS.clone();
    pixels[0] = 0;
    pixels[1] = -0.0;
    Tensor images = images(pixels).set_requires_grad(true);
    Tensor output = network.forward(images, BatchNormMode.BATCH).logits();
    near(Tensors.values(output), Arrays.stream(pixels).map(x -> Math.max(0, x)).toArray(), 0);
    double[] slopes =
        Tensors.values(
            Autograd.gradients(output.sum(), List.of(images), Autograd.Graph.FREED).get(0));
    near(slopes, Arrays.stream(pixels).map(x -> x > 0 ? 1 : 0).toArray(), 0);
  }

  @Test
  void averagePoolingDoesNotCountPadding() {
    near(
        run(single(b -> b.add(new AveragePool(3, 1, 1), b.input())), BatchNormMode.BATCH),
        PlainLayers.averagePool(PIXELS, IN, 3, 1, 1),
        1e-12);
    near(
        run(single(b -> b.add(new AveragePool(2, 2, 0), b.input())), BatchNormMode.BATCH),
        PlainLayers.averagePool(PIXELS, IN, 2, 2, 0),
        1e-12);
  }

  @Test
  void maxPoolingTakesTheLargestAndNeverThePadding() {
    near(
        run(single(b -> b.add(new MaxPool(3, 1, 1), b.input())), BatchNormMode.BATCH),
        PlainLayers.maxPool(PIXELS, IN, 3, 1, 1),
        0);
    near(
        run(single(b -> b.add(new MaxPool(2, 2, 0), b.input())), BatchNormMode.BATCH),
        PlainLayers.maxPool(PIXELS, IN, 2, 2, 0),
        0);
    double[] negative = Arrays.stream(PIXELS).map(x -> -Math.abs(x)).toArray();
    Network network =
        Network.atInitialisation(
            single(b -> b.add(new MaxPool(3, 1, 1), b.input())), WAVES, ElementType.FLOAT64);
    assertThat(Tensors.values(network.forward(images(negative), BatchNormMode.BATCH).logits()))
        .containsExactly(PlainLayers.maxPool(negative, IN, 3, 1, 1));
  }

  @Test
  void theFirstOfEqualMaximaGetsTheGradient() {
    Blueprint.Builder builder = Blueprint.builder(new Shape(1, 2, 2));
    Network pool =
        Network.atInitialisation(
            builder.build(builder.add(new MaxPool(2, 2, 0), builder.input())),
            WAVES,
            ElementType.FLOAT64);
    Tensor images = Tensors.of(new double[] {1, 3, 3, 3}, 1, 1, 2, 2).set_requires_grad(true);
    Tensor output = pool.forward(images, BatchNormMode.BATCH).logits();
    near(
        Tensors.values(
            Autograd.gradients(output.sum(), List.of(images), Autograd.Graph.FREED).get(0)),
        new double[] {0, 1, 0, 0},
        0);
  }

  @Test
  void concatenationKeepsTheOrderAndTruncationTheFirstChannels() {
    double[] both =
        run(
            single(b -> b.add(new Concatenation(), b.add(new Relu(), b.input()), b.input())),
            BatchNormMode.BATCH);
    double[] first = run(single(b -> b.add(new Truncation(2), b.input())), BatchNormMode.BATCH);
    int image = (int) IMAGE.elements();
    int kept = 2 * (int) IMAGE.positions();
    for (int n = 0; n < IN.images(); n++) {
      double[] pixels = Arrays.copyOfRange(PIXELS, n * image, (n + 1) * image);
      near(
          Arrays.copyOfRange(both, 2 * n * image, (2 * n + 1) * image),
          Arrays.stream(pixels).map(x -> Math.max(0, x)).toArray(),
          0);
      near(Arrays.copyOfRange(both, (2 * n + 1) * image, (2 * n + 2) * image), pixels, 0);
      near(Arrays.copyOfRange(first, n * kept, (n + 1) * kept), Arrays.copyOf(pixels, kept), 0);
    }
  }

  @Test
  void subsamplingKeepsEveryOtherRowAndColumn() {
    for (int offset = 0; offset < 2; offset++) {
      int from = offset;
      Blueprint blueprint = single(b -> b.add(new Subsample(2, from), b.input()));
      Shape shape = blueprint.vertices().get(1).shape();
      Extents out = new Extents(IN.images(), 3, offset == 0 ? 3 : 2, 2);
      assertThat(shape).isEqualTo(new Shape(3, out.height(), out.width()));
      double[] expected = new double[out.size()];
      for (int n = 0; n < out.images(); n++) {
        for (int c = 0; c < 3; c++) {
          for (int row = 0; row < out.height(); row++) {
            for (int column = 0; column < out.width(); column++) {
              expected[out.at(n, c, row, column)] =
                  PIXELS[IN.at(n, c, 2 * row + offset, 2 * column + offset)];
            }
          }
        }
      }
      near(run(blueprint, BatchNormMode.BATCH), expected, 0);
    }
  }

  @Test
  void globalPoolingIsTheMeanOfAChannelAndItsInputIsTheFeatureMap() {
    Network network =
        Network.atInitialisation(
            single(b -> b.add(new GlobalAveragePool(), b.input())), WAVES, ElementType.FLOAT64);
    Trace trace = network.forward(images(PIXELS), BatchNormMode.BATCH);
    double[] expected = new double[IN.images() * IN.channels()];
    int positions = IN.height() * IN.width();
    for (int k = 0; k < PIXELS.length; k++) {
      expected[k / positions] += PIXELS[k] / positions;
    }
    near(Tensors.values(trace.logits()), expected, 1e-12);
    near(Tensors.values(trace.features()), PIXELS, 0);
  }

  @Test
  void zeroIsZeroAndAddsNothing() {
    double[] zeros = new double[PIXELS.length];
    near(run(single(b -> b.add(new Zero(), b.input())), BatchNormMode.BATCH), zeros, 0);
    near(
        run(
            single(b -> b.add(new Add(), b.add(new Zero(), b.input()), b.input(), b.input())),
            BatchNormMode.BATCH),
        Arrays.stream(PIXELS).map(x -> 2 * x).toArray(),
        0);
    near(
        run(
            single(
                b -> b.add(new Add(), b.add(new Zero(), b.input()), b.add(new Zero(), b.input()))),
            BatchNormMode.BATCH),
        zeros,
        0);
    near(run(single(b -> b.add(new Add(), b.input())), BatchNormMode.BATCH), PIXELS, 0);
  }

  @Test
  void zeroCarriesNothingBack() {
    Blueprint.Builder builder = Blueprint.builder(IMAGE);
    int dead =
        builder.add(
            new Convolution(3, 3, 3, 1, 1, false),
            builder.input(),
            Slot.single("dead"),
            OptionalInt.empty());
    int live =
        builder.add(
            new Convolution(3, 3, 1, 1, 0, false),
            builder.input(),
            Slot.single("live"),
            OptionalInt.empty());
    Network network =
        Network.atInitialisation(
            builder.build(builder.add(new Add(), builder.add(new Zero(), dead), live)),
            WAVES,
            ElementType.FLOAT64);
    Trace trace = network.forward(images(PIXELS), BatchNormMode.BATCH);
    List<Tensor> gradients =
        Autograd.gradients(trace.logits().sum(), network.weights(), Autograd.Graph.FREED);
    assertThat(gradients.get(0).defined()).isFalse();
    assertThat(gradients.get(1).defined()).isTrue();
    near(Tensors.values(trace.outputs().get(1)), Tensors.values(trace.logits()), 0);
  }

  @Test
  void derivativesOfEveryLayerAreThoseOfFiniteDifferences() {
    differentiates(weighted(new Convolution(3, 2, 3, 1, 1, false)));
    differentiates(weighted(new Convolution(3, 2, 3, 2, 1, false)));
    differentiates(weighted(new Convolution(3, 2, 1, 1, 0, false)));
    differentiates(weighted(new Convolution(3, 2, 1, 2, 0, false)));
    differentiates(weighted(new Linear((int) IMAGE.elements(), 2, true)));
    differentiates(single(b -> b.add(new BatchNorm(3), b.input())));
    differentiates(single(b -> b.add(new Relu(), b.input())));
    differentiates(single(b -> b.add(new AveragePool(3, 1, 1), b.input())));
    differentiates(single(b -> b.add(new MaxPool(3, 1, 1), b.input())));
    differentiates(single(b -> b.add(new Truncation(2), b.input())));
    differentiates(weighted(Convolution.depthwise(3, 3, 2, 2)));
    differentiates(weighted(Convolution.rectangular(3, new Extent(1, 3), new Extent(1, 2))));
    differentiates(single(b -> b.add(new MaxPool(3, 2, 1), b.input())));
    differentiates(single(b -> b.add(new Subsample(2, 1), b.input())));
    differentiates(
        single(b -> b.add(new Concatenation(), b.add(new Relu(), b.input()), b.input())));
    differentiates(single(b -> b.add(new GlobalAveragePool(), b.input())));
    differentiates(single(b -> b.add(new Add(), b.add(new Relu(), b.input()), b.input())));
  }

  /** Compares ∂(Σ c·output)/∂(images, weights) with central differences, c a fixed wave. */
  static void differentiates(Blueprint blueprint) {
    Network network = Network.atInitialisation(blueprint, WAVES, ElementType.FLOAT64);
    Tensor images = images(PIXELS).set_requires_grad(true);
    Tensor output = network.forward(images, BatchNormMode.BATCH).logits();
    List<Tensor> with =
        network.weights().isEmpty() ? List.of(images) : List.of(images, network.weights().get(0));
    List<Tensor> gradients =
        Autograd.gradients(
            List.of(output),
            List.of(Tensors.of(wave((int) output.numel()), output.sizes().vec().get())),
            with,
            Autograd.Graph.FREED);
    for (int t = 0; t < with.size(); t++) {
      double[] gradient = Tensors.values(gradients.get(t));
      for (int k = 0; k < gradient.length; k += 7) {
        double difference =
            (probe(network, images, with.get(t), k, 1e-5)
                    - probe(network, images, with.get(t), k, -1e-5))
                / 2e-5;
        assertThat(gradient[k])
            .as("%s, tensor %d, value %d", blueprint.vertices().get(1).layer(), t, k)
            .isCloseTo(difference, within(1e-7));
      }
    }
  }

  private static double probe(Network network, Tensor images, Tensor changed, int k, double step) {
    var values = changed.detach().data_ptr_double();
    double before = values.get(k);
    values.put(k, before + step);
    double[] output = Tensors.values(network.forward(images, BatchNormMode.BATCH).logits());
    values.put(k, before);
    double[] factors = wave(output.length);
    double sum = 0;
    for (int i = 0; i < output.length; i++) {
      sum += factors[i] * output[i];
    }
    return sum;
  }
}
