package org.parzc.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.parzc.InputException;
import org.parzc.model.PredictorSettings.Mixing;
import org.parzc.nativecore.ElementType;
import org.parzc.network.Autograd;
import org.parzc.network.LibTorch;
import org.parzc.network.Tensors;

/** The mixer itself: shapes, sizes, derivatives, chance. */
class MabnTest {
  private static final int FEATURES = 5;

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

  private static PredictorSettings small(Mixing mixing) {
    return PredictorSettings.preset(
        "default/members=2/sequence=12/segment=4/width=6/channelExpansion=0.5/dropout=0.3/mixing="
            + mixing);
  }

  private static Tensor batch(int rows, int features) {
    Random random = new Random(5);
    float[] values = new float[rows * features];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Tensors.of(values, ElementType.FLOAT32, rows, features);
  }

  private static void scoresHaveShape(
      PredictorSettings settings, int features, long members, long rows) {
    try (ScoreNetwork model = ScoreNetwork.of(settings.network(), features, 1)) {
      assertThat(model.mean(batch((int) rows, features)).sizes().vec().get())
          .containsExactly(members, rows);
      assertThat(Tensors.values(model.train(batch((int) rows, features), new Randomness(1))))
          .hasSize((int) (members * rows))
          .doesNotContain(Double.NaN)
          .doesNotHaveDuplicates();
    }
  }

  @ParameterizedTest
  @EnumSource
  void scoresAreMembersByBatch(Mixing mixing) {
    scoresHaveShape(small(mixing), FEATURES, 2, 3);
    scoresHaveShape(small(mixing), FEATURES, 2, 1);
  }

  @Test
  void everyPresetRuns() {
    scoresHaveShape(PredictorSettings.preset("plain"), 100, 8, 3);
    scoresHaveShape(PredictorSettings.preset("default"), 100, 8, 3);
    scoresHaveShape(PredictorSettings.preset("paper"), 294, 1, 2);
    assertThatThrownBy(() -> PredictorSettings.preset("best"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("'best'");
  }

  @Test
  void thePapersPresetHasThePapersSize() {
    try (Mabn model = new Mabn(PredictorSettings.paper().network(), 294, 1)) {
      long count = model.parameters().values().stream().mapToLong(Tensor::numel).sum();
      assertThat(count / 1e6).isBetween(10.0, 10.4);
    }
  }

  @Test
  void tokenMixingCarriesFromSegmentToSegmentAndChannelMixingDoesNot() {
    for (Mixing mixing : Mixing.values()) {
      try (Mabn model = new Mabn(small(mixing).network(), FEATURES, 1)) {
        // Each member's second half of a score's derivative by one projected value: zero unless its
        // segment is moved.
        Tensor before = model.mean(batch(1, FEATURES));
        Tensor bias = model.parameters().get("projection.bias");
        double joint = change(model, bias, new int[] {0, 4}, before);
        double separate =
            change(model, bias, new int[] {0}, before) + change(model, bias, new int[] {4}, before);
        if (mixing == Mixing.CHANNEL) {
          // The head is linear in the mean over segments, and the reduction and score are linear
          // too.
          assertThat(joint).isCloseTo(separate, within(1e-5));
        } else {
          assertThat(Math.abs(joint - separate)).isGreaterThan(1e-4);
        }
      }
    }
  }

  /** Returns how the first member's score changes when projected values are moved by 2. */
  private static double change(Mabn model, Tensor bias, int[] places, Tensor before) {
    FloatPointer values = bias.detach().data_ptr_float();
    for (int place : places) {
      values.put(place, values.get(place) + 2);
    }
    double change = Tensors.values(model.mean(batch(1, FEATURES)))[0] - Tensors.values(before)[0];
    for (int place : places) {
      values.put(place, values.get(place) - 2);
    }
    return change;
  }

  @ParameterizedTest
  @EnumSource
  void theGradientIsThatOfFiniteDifferences(Mixing mixing) {
    theGradientIsThatOfFiniteDifferences(small(mixing));
  }

  @Test
  void theGradientOfThePlainNetworkIsThatOfFiniteDifferences() {
    theGradientIsThatOfFiniteDifferences(
        PredictorSettings.preset("plain/members=2/sequence=12/segment=4"));
  }

  private static void theGradientIsThatOfFiniteDifferences(PredictorSettings settings) {
    try (ScoreNetwork model = ScoreNetwork.of(settings.network(), FEATURES, 1)) {
      Tensor batch = batch(3, FEATURES);
      Map<String, Tensor> parameters = model.parameters();
      List<Tensor> order = List.copyOf(parameters.values());
      List<Tensor> gradients =
          Autograd.gradients(model.mean(batch).sum(), order, Autograd.Graph.FREED);
      int at = 0;
      for (Map.Entry<String, Tensor> parameter : parameters.entrySet()) {
        Tensor gradient = gradients.get(at++);
        if (parameter.getKey().endsWith(".rho")) {
          assertThat(gradient.defined())
              .as("%s plays no part in the mean", parameter.getKey())
              .isFalse();
          continue;
        }
        double[] found = Tensors.values(gradient);
        FloatPointer values = parameter.getValue().detach().data_ptr_float();
        for (int k = 0; k < found.length; k += Math.max(1, found.length / 3)) {
          float before = values.get(k);
          values.put(k, before + 1e-2f);
          double up = model.mean(batch).sum().item_double();
          values.put(k, before - 1e-2f);
          double down = model.mean(batch).sum().item_double();
          values.put(k, before);
          assertThat(found[k])
              .as("%s[%d]", parameter.getKey(), k)
              .isCloseTo((up - down) / 2e-2, within(2e-3 + 2e-2 * Math.abs(found[k])));
        }
      }
    }
  }

  @Test
  void chanceComesFromTheSeedAlone() {
    try (Mabn model = new Mabn(small(Mixing.TOKEN).network(), FEATURES, 1)) {
      Tensor batch = batch(3, FEATURES);
      double[] mean = Tensors.values(model.mean(batch));
      double[] sampled = Tensors.values(model.sample(batch, new Randomness(7)));
      double[] trained = Tensors.values(model.train(batch, new Randomness(7)));
      assertThat(Tensors.values(model.mean(batch))).isEqualTo(mean);
      assertThat(Tensors.values(model.sample(batch, new Randomness(7))))
          .isEqualTo(sampled)
          .isNotEqualTo(mean);
      assertThat(Tensors.values(model.sample(batch, new Randomness(8)))).isNotEqualTo(sampled);
      assertThat(Tensors.values(model.train(batch, new Randomness(7))))
          .isEqualTo(trained)
          .isNotEqualTo(sampled);
    }
  }

  @Test
  void membersAndSeedsDiffer() {
    try (Mabn one = new Mabn(small(Mixing.TOKEN).network(), FEATURES, 1);
        Mabn same = new Mabn(small(Mixing.TOKEN).network(), FEATURES, 1);
        Mabn other = new Mabn(small(Mixing.TOKEN).network(), FEATURES, 2)) {
      Tensor batch = batch(3, FEATURES);
      double[] scores = Tensors.values(one.mean(batch));
      assertThat(Tensors.values(same.mean(batch))).isEqualTo(scores);
      assertThat(Tensors.values(other.mean(batch))).isNotEqualTo(scores);
      assertThat(scores).doesNotHaveDuplicates();
    }
  }

  @Test
  void thePlainNetworkHasTheSizeOfTheMixerAndNothingBayesian() {
    try (ScoreNetwork plain = ScoreNetwork.of(PredictorSettings.mlp().network(), 430, 1);
        ScoreNetwork mixer = ScoreNetwork.of(PredictorSettings.recommended().network(), 430, 1)) {
      assertThat((double) size(plain) / size(mixer)).isBetween(0.8, 1.25);
      assertThat(plain.divergence().item_double()).isZero();
      Tensor batch = batch(3, 430);
      assertThat(Tensors.values(plain.sample(batch, new Randomness(1))))
          .isEqualTo(Tensors.values(plain.mean(batch)));
    }
  }

  private static long size(ScoreNetwork network) {
    return network.parameters().values().stream().mapToLong(Tensor::numel).sum();
  }

  @Test
  void theDivergenceIsTheClosedForm() {
    try (Mabn model = new Mabn(small(Mixing.TOKEN).network(), FEATURES, 1)) {
      double expected = 0;
      for (String name : List.of("embedding", "head")) {
        double[] mean = Tensors.values(model.parameters().get(name + ".weight"));
        double[] rho = Tensors.values(model.parameters().get(name + ".rho"));
        for (int k = 0; k < mean.length; k++) {
          double deviation = Math.log1p(Math.exp(rho[k]));
          expected +=
              (0.5 * (deviation * deviation + mean[k] * mean[k] - 1) - Math.log(deviation))
                  / mean.length
                  / 2;
        }
      }
      assertThat(model.divergence().item_double()).isCloseTo(expected, within(1e-5 * expected));
      assertThat(expected).isPositive();
    }
  }

  @Test
  void theSignalToNoiseOfAFeatureIsTheFormula() {
    PredictorSettings.Network shape = small(Mixing.TOKEN).network();
    try (Mabn model = new Mabn(shape, FEATURES, 1)) {
      FloatPointer rho = model.parameters().get("embedding.rho").detach().data_ptr_float();
      for (int i = 0; i < shape.members() * shape.segment() * shape.width(); i++) {
        rho.put(i, -4 + i % 7);
      }
      double[] projection = Tensors.values(model.parameters().get("projection.weight"));
      double[] mean = Tensors.values(model.parameters().get("embedding.weight"));
      double[] expected = new double[FEATURES];
      for (int member = 0; member < shape.members(); member++) {
        for (int s = 0; s < shape.sequence(); s++) {
          double ratio = 0;
          for (int d = 0; d < shape.width(); d++) {
            int at = (member * shape.segment() + s % shape.segment()) * shape.width() + d;
            ratio += Math.abs(mean[at]) / Math.log1p(Math.exp(rho.get(at))) / shape.width();
          }
          for (int f = 0; f < FEATURES; f++) {
            expected[f] +=
                Math.abs(projection[(member * FEATURES + f) * shape.sequence() + s])
                    * ratio
                    / shape.members();
          }
        }
      }
      double[] found = Tensors.values(model.signalToNoise());
      assertThat(found).doesNotHaveDuplicates().containsExactly(expected, within(1e-4));
    }
  }

  @Test
  void closingFreesTheParameters() {
    Mabn model = new Mabn(small(Mixing.TOKEN).network(), FEATURES, 1);
    List<Tensor> parameters = List.copyOf(model.parameters().values());
    assertThat(parameters).allMatch(parameter -> parameter.referenceCount() == 1);
    model.close();
    assertThat(parameters).noneMatch(parameter -> parameter.referenceCount() > 0);
    assertThatThrownBy(model::parameters).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    for (String change :
        List.of(
            "members=0",
            "segment=7",
            "segment=0",
            "width=5",
            "depth=-1",
            "dropout=1",
            "batch=1",
            "epochs=0",
            "learningRate=0",
            "weightDecay=-1",
            "klWeight=-1",
            "klWeight=1/flow=plain",
            "tokenExpansion=0")) {
      assertThatThrownBy(() -> PredictorSettings.preset("default/" + change))
          .as(change)
          .isInstanceOf(InputException.class)
          .hasMessageContaining("out of range");
    }
  }
}
