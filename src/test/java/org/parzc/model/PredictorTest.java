package org.parzc.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.hipparchus.stat.correlation.KendallsCorrelation;
import org.junit.jupiter.api.Test;
import org.parzc.InputException;
import org.parzc.model.MabnSettings.WeightedLoss;

/** Training and scoring, on labels that the features explain. */
class PredictorTest {
  private static final List<Example> TRAINING = Examples.learnable(120, 1);
  private static final List<Example> TEST = Examples.learnable(80, 2);
  private static final double[] LABELS = Examples.labels(TRAINING);
  private static final MabnSettings SETTINGS = fewMembers(MabnSettings.recommended());

  /** Two members instead of eight learn as well and take a quarter of the time. */
  private static MabnSettings fewMembers(MabnSettings from) {
    return new MabnSettings(from.preset(), from.encoder(), 2, from.sequence(), from.segment(), from.width(),
        from.flow(), from.depth(), from.mixing(), from.tokenExpansion(), from.channelExpansion(), from.dropout(),
        from.labels(), from.losses(), from.klWeight(), from.optimiser(), from.learningRate(), from.weightDecay(),
        from.epochs(), from.batch());
  }

  private static double[] scores(MabnSettings settings, long seed) {
    try (Predictor predictor = Predictor.train(TRAINING, LABELS, settings, seed)) {
      return predictor.score(TEST);
    }
  }

  private static double tau(double[] scores) {
    return new KendallsCorrelation().correlation(scores, Examples.labels(TEST));
  }

  @Test
  void trainingReducesTheLoss() {
    FeatureEncoder encoder = FeatureEncoder.fit(SETTINGS.encoder(), TRAINING);
    double[][] features = TRAINING.stream().map(encoder::encode).toArray(double[][]::new);
    double first;
    double last;
    try (Mabn model = new Mabn(SETTINGS, encoder.width(), 1)) {
      first = MabnTraining.train(model, SETTINGS.withEpochs(1), features, LABELS, 1);
    }
    try (Mabn model = new Mabn(SETTINGS, encoder.width(), 1)) {
      last = MabnTraining.train(model, SETTINGS, features, LABELS, 1);
    }
    assertThat(first).isGreaterThan(0.8);
    assertThat(last).isLessThan(first / 2);
  }

  @Test
  void learnsWhatTheFeaturesExplain() {
    assertThat(tau(scores(SETTINGS, 1))).isGreaterThan(0.8);
  }

  @Test
  void everyLossTeachesTheOrder() {
    for (RankingLoss loss : List.of(new RankingLoss.PairwiseLogistic(), new RankingLoss.SquaredError())) {
      assertThat(tau(scores(SETTINGS.withLosses(List.of(new WeightedLoss(loss, 1))), 1))).as(loss.toString())
          .isGreaterThan(0.7);
    }
    assertThat(tau(scores(SETTINGS.withLosses(List.of(new WeightedLoss(new RankingLoss.DiffKendall(2), 1),
        new WeightedLoss(new RankingLoss.SquaredError(), 0.1))), 1))).isGreaterThan(0.7);
  }

  @Test
  void theSeedFixesEveryBit() {
    MabnSettings brief = SETTINGS.withEpochs(4);
    double[] scores = scores(brief, 1);
    assertThat(scores(brief, 1)).isEqualTo(scores);
    assertThat(scores(brief, 2)).isNotEqualTo(scores);
  }

  @Test
  void thePriorPullsTheWeightsTowardsItself() {
    FeatureEncoder encoder = FeatureEncoder.fit(SETTINGS.encoder(), TRAINING);
    double[][] features = TRAINING.stream().map(encoder::encode).toArray(double[][]::new);
    MabnSettings brief = SETTINGS.withEpochs(10);
    MabnSettings pulled = new MabnSettings(brief.preset(), brief.encoder(), brief.members(), brief.sequence(),
        brief.segment(), brief.width(), brief.flow(), brief.depth(), brief.mixing(), brief.tokenExpansion(),
        brief.channelExpansion(), brief.dropout(), brief.labels(), brief.losses(), 1e4, brief.optimiser(),
        brief.learningRate(), brief.weightDecay(), brief.epochs(), brief.batch());
    assertThat(divergence(pulled, encoder, features)).isLessThan(divergence(brief, encoder, features));
  }

  private static double divergence(MabnSettings settings, FeatureEncoder encoder, double[][] features) {
    try (Mabn model = new Mabn(settings, encoder.width(), 1)) {
      MabnTraining.train(model, settings, features, LABELS, 1);
      return model.divergence().item_double();
    }
  }

  @Test
  void aScoreDoesNotDependOnTheCompany() {
    try (Predictor predictor = Predictor.train(TRAINING, LABELS, SETTINGS.withEpochs(4), 1)) {
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
    try (Predictor predictor = Predictor.train(TRAINING, LABELS, SETTINGS.withEpochs(10), 1)) {
      Scores scores = predictor.scoreWithUncertainty(TEST, 4);
      assertThat(scores.mean()).isEqualTo(predictor.score(TEST));
      assertThat(scores.deviation()).hasSize(TEST.size());
      assertThat(Arrays.stream(scores.deviation()).boxed()).allMatch(d -> d > 0 && d < 10);
      assertThat(predictor.scoreWithUncertainty(TEST, 4).deviation()).isEqualTo(scores.deviation());
    }
  }

  @Test
  void scoresOfTheTrainingExamplesAreStandardised() {
    try (Predictor predictor = Predictor.train(TRAINING, LABELS, SETTINGS.withEpochs(10), 1)) {
      assertThat(Arrays.stream(predictor.score(TRAINING)).average().orElseThrow()).isCloseTo(0, within(1e-4));
    }
  }

  @Test
  void gradientsAreThoseOfFiniteDifferences() {
    try (Predictor predictor = Predictor.train(TRAINING, LABELS, SETTINGS.withEpochs(20), 1)) {
      // More than one chunk of 128.
      double[][] features = Stream.concat(TRAINING.stream(), TEST.stream()).map(predictor.encoder()::encode)
          .toArray(double[][]::new);
      assertThat(Arrays.copyOf(predictor.score(features), 120)).containsExactly(predictor.score(TRAINING), within(1e-5));
      double[][] gradients = predictor.gradients(features);
      assertThat(gradients).hasDimensions(200, predictor.encoder().width());
      double step = 1e-2;
      for (int feature = 0; feature < gradients[0].length; feature++) {
        double[] up = predictor.score(moved(features, feature, step));
        double[] down = predictor.score(moved(features, feature, -step));
        for (int row = 0; row < gradients.length; row += 13) {
          assertThat(gradients[row][feature]).as("feature %d of example %d", feature, row)
              .isCloseTo((up[row] - down[row]) / (2 * step), within(1e-3 + 1e-2 * Math.abs(gradients[row][feature])));
        }
      }
      assertThat(predictor.gradients(new double[0][])).isEmpty();
    }
  }

  private static double[][] moved(double[][] rows, int feature, double by) {
    return Arrays.stream(rows).map(double[]::clone).peek(row -> row[feature] += by).toArray(double[][]::new);
  }

  @Test
  void learntSignalIsThatOfTheFeaturesThatMatter() {
    try (Predictor predictor = Predictor.train(TRAINING, LABELS, SETTINGS, 1)) {
      double[] signal = predictor.learntSignal();
      List<String> names = ((AlignedEncoder) predictor.encoder()).columns().stream().map(AlignedEncoder.Column::name)
          .toList();
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
    MabnSettings brief = SETTINGS.withEpochs(2);
    // 65 labels at a batch of 64: DiffKendall of one score would be refused.
    List<Example> examples = Examples.learnable(65, 3);
    try (Predictor predictor = Predictor.train(examples, Examples.labels(examples), brief, 1)) {
      assertThat(Arrays.stream(predictor.score(examples)).boxed()).allMatch(Double::isFinite);
    }
  }

  @Test
  void thePapersPresetTrains() {
    List<Example> few = TRAINING.subList(0, 11);
    try (Predictor predictor = Predictor.train(few, Arrays.copyOf(LABELS, 11), MabnSettings.paper().withEpochs(2),
        1)) {
      assertThat(Arrays.stream(predictor.score(TEST)).distinct().count()).isGreaterThan(70);
    }
  }

  @Test
  void examplesThatDoNotDifferAreRefused() {
    List<Example> same = Collections.nCopies(10, TRAINING.get(0));
    assertThatThrownBy(() -> Predictor.train(same, new double[10], SETTINGS, 1)).isInstanceOf(InputException.class)
        .hasMessageContaining("10 labelled architectures do not differ");
  }
}
