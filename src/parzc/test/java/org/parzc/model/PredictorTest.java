package org.parzc.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.hipparchus.stat.correlation.KendallsCorrelation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.parzc.InputException;
import org.parzc.dataset.Example;
import org.parzc.dataset.LabelledExamples;

/** Training and scoring, on labels that the features explain. */
@Tag("slow")
class PredictorTest {
  private static final List<Example> TRAINING = Examples.learnable(120, 1);
  private static final List<Example> TEST = Examples.learnable(80, 2);
  private static final double[] LABELS = Examples.labels(TRAINING);

  /** Two members instead of eight learn as well and take a quarter of the time. */
  private static final String CHANGED = "default/members=2/companion=none";

  private static final PredictorSettings SETTINGS = PredictorSettings.preset(CHANGED);

  private static double[] scores(PredictorSettings settings, long seed) {
    try (Predictor predictor =
        Predictor.train(new LabelledExamples(TRAINING, LABELS), settings, seed)) {
      return predictor.score(TEST);
    }
  }

  private static double tau(double[] scores) {
    return new KendallsCorrelation().correlation(scores, Examples.labels(TEST));
  }

  @Test
  void trainingReducesTheLoss() {
    FeatureEncoder encoder = FeatureEncoder.fit(SETTINGS.features().encoder(), TRAINING);
    double[][] features = TRAINING.stream().map(encoder::encode).toArray(double[][]::new);
    double first;
    double last;
    try (Mabn model = new Mabn(SETTINGS.network(), encoder.width(), 1)) {
      first = ScoreTraining.train(model, SETTINGS.withEpochs(1).training(), features, LABELS, 1);
    }
    try (Mabn model = new Mabn(SETTINGS.network(), encoder.width(), 1)) {
      last = ScoreTraining.train(model, SETTINGS.training(), features, LABELS, 1);
    }
    assertThat(first).isGreaterThan(0.8);
    assertThat(last).isLessThan(first / 2);
  }

  @Test
  void learnsWhatTheFeaturesExplain() {
    assertThat(tau(scores(SETTINGS, 1))).isGreaterThan(0.8);
  }

  @Test
  @Tag("thorough")
  void everyLossTeachesTheOrder() {
    for (String losses : List.of("logistic", "mse", "diffkendall@2+mse*0.1")) {
      assertThat(tau(scores(PredictorSettings.preset(CHANGED + "/losses=" + losses), 1)))
          .as(losses)
          .isGreaterThan(0.7);
    }
  }

  @Test
  void theSeedFixesEveryBit() {
    PredictorSettings brief = SETTINGS.withEpochs(4);
    double[] scores = scores(brief, 1);
    assertThat(scores(brief, 1)).isEqualTo(scores);
    assertThat(scores(brief, 2)).isNotEqualTo(scores);
  }

  @Test
  void thePriorPullsTheWeightsTowardsItself() {
    FeatureEncoder encoder = FeatureEncoder.fit(SETTINGS.features().encoder(), TRAINING);
    double[][] features = TRAINING.stream().map(encoder::encode).toArray(double[][]::new);
    PredictorSettings brief = SETTINGS.withEpochs(10);
    PredictorSettings pulled = PredictorSettings.preset(CHANGED + "/epochs=10/klWeight=1e4");
    assertThat(divergence(pulled, encoder, features))
        .isLessThan(divergence(brief, encoder, features));
  }

  private static double divergence(
      PredictorSettings settings, FeatureEncoder encoder, double[][] features) {
    try (Mabn model = new Mabn(settings.network(), encoder.width(), 1)) {
      ScoreTraining.train(model, settings.training(), features, LABELS, 1);
      return model.divergence().item_double();
    }
  }

  @Test
  void aScoreDoesNotDependOnTheCompany() {
    try (Predictor predictor =
        Predictor.train(new LabelledExamples(TRAINING, LABELS), SETTINGS.withEpochs(4), 1)) {
      // More than one chunk of 256.
      List<Example> many = Collections.nCopies(5, TEST).stream().flatMap(List::stream).toList();
      double[] together = predictor.score(many);
      double[] alone = predictor.score(TEST);
      for (int i = 0; i < together.length; i++) {
        assertThat(together[i]).isCloseTo(alone[i % alone.length], within(1e-5));
      }
      assertThat(predictor.score(List.of())).isEmpty();
    }
  }

  @Test
  void uncertaintyIsRepeatableAndAroundTheMeanScore() {
    try (Predictor predictor =
        Predictor.train(new LabelledExamples(TRAINING, LABELS), SETTINGS.withEpochs(10), 1)) {
      Scores scores = predictor.scoreWithUncertainty(TEST, 4);
      assertThat(scores.mean()).isEqualTo(predictor.score(TEST));
      assertThat(scores.standardDeviation()).hasSize(TEST.size());
      assertThat(Arrays.stream(scores.standardDeviation()).boxed()).allMatch(d -> d > 0 && d < 10);
      assertThat(predictor.scoreWithUncertainty(TEST, 4).standardDeviation())
          .isEqualTo(scores.standardDeviation());
    }
  }

  @Test
  void theCompanionCountsAsMuchAsTheNetworkAndTheirDisagreementIsUncertainty() {
    double[] network = scores(SETTINGS.withEpochs(4), 1);
    FeatureEncoder encoder = FeatureEncoder.fit(SETTINGS.features().encoder(), TRAINING);
    double[][] features = TRAINING.stream().map(encoder::encode).toArray(double[][]::new);
    double[][] asked = TEST.stream().map(encoder::encode).toArray(double[][]::new);
    try (Predictor both =
            Predictor.train(
                new LabelledExamples(TRAINING, LABELS),
                PredictorSettings.preset("default/members=2/epochs=4"),
                1);
        GaussianProcess process =
            GaussianProcess.fit(features, LabelScale.GAUSSIAN_RANK.scale(LABELS), 1)) {
      Scores scores = both.scoreWithUncertainty(TEST, 2);
      Scores companion = process.scores(asked);
      assertThat(both.score(TEST)).isEqualTo(scores.mean());
      for (int i = 0; i < network.length; i++) {
        assertThat(scores.mean()[i])
            .isCloseTo((network[i] + companion.mean()[i]) / 2, within(1e-9));
        assertThat(scores.standardDeviation()[i])
            .isGreaterThan(Math.abs(network[i] - companion.mean()[i]) / 2 - 1e-9);
      }
    }
  }

  @Test
  void familiesThatAreLeftOutCannotBeSeen() {
    PredictorSettings sizes = PredictorSettings.preset(CHANGED + "/epochs=2/families=network");
    try (Predictor predictor = Predictor.train(new LabelledExamples(TRAINING, LABELS), sizes, 1)) {
      AlignedEncoder encoder = (AlignedEncoder) predictor.state().encoder();
      assertThat(encoder.columns())
          .isNotEmpty()
          .allMatch(column -> column.feature().family() == FeatureFamily.NETWORK);
    }
  }

  @Test
  void scoresOfTheTrainingExamplesAreStandardised() {
    try (Predictor predictor =
        Predictor.train(new LabelledExamples(TRAINING, LABELS), SETTINGS.withEpochs(10), 1)) {
      assertThat(Arrays.stream(predictor.score(TRAINING)).average().orElseThrow())
          .isCloseTo(0, within(1e-4));
    }
  }

  @Test
  void gradientsAreThoseOfFiniteDifferences() {
    try (Predictor predictor =
        Predictor.train(new LabelledExamples(TRAINING, LABELS), SETTINGS.withEpochs(20), 1)) {
      // More than one chunk of 128.
      double[][] features =
          Stream.concat(TRAINING.stream(), TEST.stream())
              .map(predictor.encoder()::encode)
              .toArray(double[][]::new);
      assertThat(Arrays.copyOf(predictor.score(features), TRAINING.size()))
          .containsExactly(predictor.score(TRAINING), within(1e-5));
      double[][] gradients = predictor.gradients(features);
      assertThat(gradients).hasDimensions(200, predictor.encoder().width());
      double step = 1e-2;
      for (int feature = 0; feature < gradients[0].length; feature++) {
        double[] up = predictor.score(moved(features, feature, step));
        double[] down = predictor.score(moved(features, feature, -step));
        for (int row = 0; row < gradients.length; row += 13) {
          assertThat(gradients[row][feature])
              .as("feature %d of example %d", feature, row)
              .isCloseTo(
                  (up[row] - down[row]) / (2 * step),
                  within(1e-3 + 1e-2 * Math.abs(gradients[row][feature])));
        }
      }
      assertThat(predictor.gradients(new double[0][])).isEmpty();
    }
  }

  private static double[][] moved(double[][] rows, int feature, double by) {
    return Arrays.stream(rows)
        .map(double[]::clone)
        .peek(row -> row[feature] += by)
        .toArray(double[][]::new);
  }

  @Test
  void learntSignalIsThatOfTheFeaturesThatMatter() {
    try (Predictor predictor =
        Predictor.train(new LabelledExamples(TRAINING, LABELS), SETTINGS, 1)) {
      double[] signal = predictor.learntSignal();
      List<String> names =
          ((AlignedEncoder) predictor.encoder())
              .columns().stream().map(column -> column.feature().name()).toList();
      assertThat(signal).hasSize(names.size());
      assertThat(Arrays.stream(signal)).allMatch(value -> value >= 0);
      double wanted = signal[names.indexOf("slot:stage1.0->3:snip")];
      for (int i = 0; i < signal.length; i++) {
        if (!names.get(i).endsWith("snip")) {
          assertThat(signal[i]).as(names.get(i)).isLessThan(wanted / 4);
        }
      }
    }
  }

  @Test
  void aRemainderOfOneLabelIsNoBatchOfItsOwn() {
    PredictorSettings brief = SETTINGS.withEpochs(2);
    // 65 labels at a batch of 64: DiffKendall of one score would be refused.
    List<Example> examples = Examples.learnable(65, 3);
    try (Predictor predictor =
        Predictor.train(new LabelledExamples(examples, Examples.labels(examples)), brief, 1)) {
      assertThat(Arrays.stream(predictor.score(examples)).boxed()).allMatch(Double::isFinite);
    }
  }

  @Test
  void thePapersPresetTrains() {
    List<Example> few = TRAINING.subList(0, 11);
    try (Predictor predictor =
        Predictor.train(
            new LabelledExamples(few, Arrays.copyOf(LABELS, 11)),
            PredictorSettings.paper().withEpochs(2),
            1)) {
      assertThat(Arrays.stream(predictor.score(TEST)).distinct().count()).isGreaterThan(70);
    }
  }

  @Test
  void examplesThatDoNotDifferAreRefused() {
    List<Example> same = Collections.nCopies(10, TRAINING.get(0));
    assertThatThrownBy(
            () ->
                Predictor.train(
                    new LabelledExamples(same, Examples.labels(TRAINING.subList(0, 10))),
                    SETTINGS,
                    1))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("10 labelled architectures do not differ");
  }
}
