package org.parzc.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.parzc.dataset.Example;
import org.parzc.network.Device;
import org.parzc.network.Tensors;

/**
 * Training as on a GPU, run on the CPU: the same arithmetic, so that results differ by rounding.
 */
@Tag("slow")
class DeviceStepsTest {
  private static final List<Example> TRAINING = Examples.learnable(90, 1);
  private static final double[] LABELS = Examples.labels(TRAINING);
  private static final FeatureEncoder ENCODER =
      FeatureEncoder.fit(PredictorSettings.recommended().features().encoder(), TRAINING);
  private static final double[][] FEATURES =
      TRAINING.stream().map(ENCODER::encode).toArray(double[][]::new);

  /**
   * What training comes to.
   *
   * @param loss of the last epoch
   * @param scores of the training examples by the members, one member after another
   */
  private record Trained(double loss, double[] scores) {
    /**
     * Returns the scores less their means: no ranking loss tells where the scores of a member
     * begin.
     */
    double[] centred() {
      double[] centred = scores.clone();
      for (int from = 0; from < centred.length; from += LABELS.length) {
        double mean = Arrays.stream(scores, from, from + LABELS.length).average().orElseThrow();
        for (int i = from; i < from + LABELS.length; i++) {
          centred[i] -= mean;
        }
      }
      return centred;
    }
  }

  private static Trained train(String preset, boolean onDevice) {
    PredictorSettings settings = PredictorSettings.preset(preset);
    try (ScoreNetwork model = ScoreNetwork.of(settings.network(), ENCODER.width(), 1);
        PointerScope scope = new PointerScope()) {
      double loss =
          onDevice
              ? ScoreTraining.train(
                  model, settings.training(), FEATURES, LABELS, 2, Device.cpu().kernels())
              : ScoreTraining.train(model, settings.training(), FEATURES, LABELS, 2);
      return new Trained(
          loss, Tensors.values(model.mean(ScoreTraining.rows(FEATURES, 0, FEATURES.length))));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "default/members=3/epochs=2",
        "default/members=2/epochs=2/losses=mse/batch=25",
        "default/members=2/epochs=2/klWeight=0.5/losses=diffkendall@2+mse*0.1/optimiser=adam/weightDecay=0.1",
        "plain/members=2/epochs=2/losses=logistic/batch=200",
        "default/members=2/epochs=1/mixing=channel/batch=89"
      })
  void trainsWhatTheHostTrains(String preset) {
    Trained host = train(preset, false);
    Trained device = train(preset, true);
    assertThat(device.loss()).isCloseTo(host.loss(), within(1e-6 * Math.max(1, host.loss())));
    assertThat(device.centred()).containsExactly(host.centred(), within(1e-4));
    assertThat(train(preset.replaceFirst("epochs=.", "epochs=3"), true).centred())
        .as("what three epochs come to")
        .isNotEqualTo(device.centred());
  }

  @Test
  void learns() {
    double first = train("default/members=2/epochs=1", true).loss();
    assertThat(train("default/members=2", true).loss()).isLessThan(first / 2);
  }

  @Test
  void theSeedFixesEveryBit() {
    List<double[]> scores = new ArrayList<>();
    for (int run = 0; run < 2; run++) {
      scores.add(train("default/members=2/epochs=3", true).scores());
    }
    assertThat(scores.get(0)).isEqualTo(scores.get(1));
  }
}
