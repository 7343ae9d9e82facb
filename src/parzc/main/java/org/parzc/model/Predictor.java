package org.parzc.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.parzc.InputException;
import org.parzc.dataset.Example;
import org.parzc.dataset.LabelledExamples;
import org.parzc.nativecore.Lifetime;
import org.parzc.network.Device;
import org.parzc.network.DeviceScope;
import org.parzc.network.Tensors;

/**
 * A trained MABN with its feature encoder: examples in, scores out. Each member's scores are
 * standardised by their mean and standard deviation over the training examples before they are
 * averaged; the Gaussian process's scores, if there is one, count as much as those of all members.
 * Thread-safe; once closed, every method throws {@link IllegalStateException}. A predictor that is
 * never closed is freed after it became unreachable.
 */
public final class Predictor implements AutoCloseable {
  /** Draws from the posterior for the standard deviations of a ranking. */
  public static final int DRAWS = 16;

  private final PredictorState state;
  private final ScoreNetwork model;
  private final Ensemble ensemble;
  private final Optional<GaussianProcess> companion;
  private final Lifetime lifetime;

  Predictor(PredictorState state, ScoreNetwork model, Optional<GaussianProcess> companion) {
    this.state = state;
    this.model = model;
    this.ensemble = new Ensemble(model, state.centres(), state.spreads(), state.seed());
    this.companion = companion;
    lifetime =
        new Lifetime(
            "predictor",
            () -> {
              model.close();
              companion.ifPresent(GaussianProcess::close);
            });
  }

  /**
   * Trains a predictor on the CPU.
   *
   * @param labelled at least 2, whose labels are not all equal
   * @param seed fixes weights, batches and noise
   * @throws IllegalArgumentException if they are of several spaces
   * @throws InputException if nothing can be learned: fewer than 2 labels, all equal, or no feature
   *     of the examples that varies
   */
  public static Predictor train(LabelledExamples labelled, PredictorSettings settings, long seed) {
    return train(labelled, settings, seed, Device.cpu());
  }

  /**
   * Trains a predictor that scores where it was trained. The initial weights are the same on every
   * device; the noise of the training is drawn by the device, so that a GPU makes another predictor
   * of a seed than the CPU. A Gaussian process is fitted, and scores, on the CPU.
   *
   * @param labelled at least 2, whose labels are not all equal
   * @param seed fixes weights, batches and noise
   * @param device where the model lies
   * @throws IllegalArgumentException if they are of several spaces
   * @throws InputException if nothing can be learned: fewer than 2 labels, all equal, or no feature
   *     of the examples that varies
   */
  public static Predictor train(
      LabelledExamples labelled, PredictorSettings settings, long seed, Device device) {
    labelled.requireLearnable();
    List<Example> examples = labelled.examples();
    double[] labels = labelled.labels();
    FeatureEncoder encoder =
        FeatureEncoder.fit(settings.features().encoder(), settings.features().families(), examples);
    if (encoder.width() == 0) {
      throw new InputException(
          "the statistics of the %d labelled architectures do not differ: nothing to learn from"
              .formatted(examples.size()));
    }
    TrainedOn trainedOn = TrainedOn.of(examples, encoder);
    double[][] features = examples.stream().map(encoder::encode).toArray(double[][]::new);
    ScoreNetwork model =
        ScoreNetwork.of(settings.network(), encoder.width(), seed, device.placement());
    if (device.isCpu()) {
      ScoreTraining.train(model, settings.training(), features, labels, seed);
    } else {
      ScoreTraining.train(model, settings.training(), features, labels, seed, device.kernels());
    }
    Ensemble ensemble = Ensemble.of(model, features, seed);
    Optional<GaussianProcess> companion =
        settings.companion() == PredictorSettings.Companion.NONE
            ? Optional.empty()
            : Optional.of(
                GaussianProcess.fit(features, settings.training().labels().scale(labels), seed));
    return new Predictor(
        new PredictorState(
            settings,
            encoder,
            seed,
            ensemble.centres(),
            ensemble.spreads(),
            companion.map(GaussianProcess::kernel).orElse(null),
            trainedOn),
        model,
        companion);
  }

  /** Returns the settings it was trained with. */
  public PredictorSettings settings() {
    lifetime.requireOpen();
    return state.settings();
  }

  /** Returns how examples become the features that the model reads. */
  public FeatureEncoder encoder() {
    lifetime.requireOpen();
    return state.encoder();
  }

  /**
   * Returns the scores of the mean network, averaged over the members, and with the Gaussian
   * process's: deterministic. The score of an example does not depend on the others in the list,
   * but for float32 rounding.
   *
   * @throws InputException if an example lacks a statistic, a proxy or the topology that every
   *     training example had
   */
  public double[] score(List<Example> examples) {
    return score(features(examples.stream()));
  }

  /**
   * Returns the scores of examples that are encoded already, or changed since.
   *
   * @param features a row of F values per example, as the {@link #encoder} gives them
   * @throws IllegalArgumentException if a row has another number of values
   */
  public double[] score(double[][] features) {
    requireWidth(features);
    try (Lifetime.Call call = lifetime.call()) {
      double[] own = ensemble.scores(features);
      return companion
          .map(process -> Ensemble.average(new double[][] {own, process.mean(features)}))
          .orElse(own);
    }
  }

  private void requireWidth(double[][] features) {
    for (int row = 0; row < features.length; row++) {
      if (features[row].length != state.encoder().width()) {
        throw new IllegalArgumentException(
            "features: found %d in row %d, expected %d"
                .formatted(features[row].length, row, state.encoder().width()));
      }
    }
  }

  /**
   * Returns the derivative by each feature of each example's score, as the members give it on
   * average: a Gaussian process plays no part.
   *
   * @param features a row of F values per example, as the {@link #encoder} gives them
   * @return a row of F derivatives per example
   */
  public double[][] gradients(double[][] features) {
    requireWidth(features);
    try (Lifetime.Call call = lifetime.call()) {
      return ensemble.gradients(features);
    }
  }

  /**
   * Returns the derivatives of {@link #gradients(double[][])} with weights drawn from the
   * posterior.
   *
   * @param draw number of the draw, from 0; with the predictor's seed it fixes the weights
   * @return a row of F derivatives per example
   */
  public double[][] drawnGradients(double[][] features, int draw) {
    requireWidth(features);
    try (Lifetime.Call call = lifetime.call()) {
      return ensemble.drawnGradients(features, draw);
    }
  }

  /**
   * Returns for each feature how much of the posterior's signal training made it reach: {@link
   * Mabn#signalToNoise} less that of the network before training, whose random weights reach
   * everything alike; 0 where training took some away.
   *
   * @throws IllegalStateException if the network has no Bayesian embedding
   */
  public double[] learntSignal() {
    if (!(model instanceof Mabn trained)) {
      throw new IllegalStateException("a plain network has no posterior");
    }
    try (Lifetime.Call call = lifetime.call();
        DeviceScope on = model.placement().enter();
        PointerScope scope = new PointerScope();
        Mabn untrained =
            new Mabn(state.settings().network(), state.encoder().width(), state.seed())) {
      double[] learnt = Tensors.values(trained.signalToNoise());
      double[] before = Tensors.values(untrained.signalToNoise());
      Arrays.setAll(learnt, feature -> Math.max(0, learnt[feature] - before[feature]));
      return learnt;
    }
  }

  /**
   * Returns the ranking of examples by their scores, with standard deviations of {@value #DRAWS}
   * draws; see {@link #rank(Stream, int)}.
   */
  public Ranking rank(List<Example> examples) {
    return rank(examples.stream(), DRAWS);
  }

  /**
   * Returns the ranking of examples by their scores. Each is asked for once, and its features kept.
   *
   * @param draws draws from the posterior for the standard deviations, at least 1
   * @throws InputException if an example lacks a statistic, a proxy or the topology that every
   *     training example had
   */
  public Ranking rank(Stream<Example> examples, int draws) {
    List<String> architectures = new ArrayList<>();
    double[][] features =
        features(examples.peek(one -> architectures.add(one.statistics().architecture())));
    return Ranking.of(architectures, scoreWithUncertainty(features, draws));
  }

  /**
   * Returns the scores of {@link #score} with their uncertainty: the standard deviation over
   * members and posterior draws. With a Gaussian process it is that of a mixture of both in equal
   * parts, so that their disagreement counts too. Score and standard deviation of an example do not
   * depend on the others in the list, but for float32 rounding.
   *
   * @param draws draws from the posterior per member, at least 1; the noise of each is fixed by the
   *     predictor's seed and its number
   * @throws IllegalArgumentException if there are no draws
   * @throws InputException if an example lacks a statistic, a proxy or the topology that every
   *     training example had
   */
  public Scores scoreWithUncertainty(List<Example> examples, int draws) {
    return scoreWithUncertainty(features(examples.stream()), draws);
  }

  private Scores scoreWithUncertainty(double[][] features, int draws) {
    if (draws < 1) {
      throw new IllegalArgumentException("draws: found %d, expected at least 1".formatted(draws));
    }
    try (Lifetime.Call call = lifetime.call()) {
      Scores own = new Scores(ensemble.scores(features), ensemble.deviations(features, draws));
      return companion.map(process -> own.mixedWith(process.scores(features))).orElse(own);
    }
  }

  private double[][] features(Stream<Example> examples) {
    return examples
        .map(
            one -> {
              state.trainedOn().requireSame(one);
              return state.encoder().encode(one);
            })
        .toArray(double[][]::new);
  }

  /**
   * Begins a call that reads what follows.
   *
   * @throws IllegalStateException if the predictor is closed
   */
  Lifetime.Call call() {
    return lifetime.call();
  }

  PredictorState state() {
    return state;
  }

  Map<String, Tensor> parameters() {
    return model.parameters();
  }

  Optional<GaussianProcess> companion() {
    return companion;
  }

  /** Frees the model once what runs has returned. Closing twice is allowed. */
  @Override
  public void close() {
    lifetime.close();
  }
}
