package org.parzc.model;

import com.google.common.hash.Hashing;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.parzc.InputException;
import org.parzc.dataset.Example;
import org.parzc.dataset.LabelledExamples;
import org.parzc.nativecore.ElementType;
import org.parzc.nativecore.Lifetime;
import org.parzc.network.Autograd;
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

  /**
   * Examples per forward pass: enough to keep the matrix products busy, few enough to stay in the
   * cache.
   */
  private static final int CHUNK = 128;

  /** Examples per forward pass on a GPU, after each of which it is waited for. */
  private static final int DEVICE_CHUNK = 1024;

  /**
   * What a predictor is besides its weights.
   *
   * @param settings shape and training of the model
   * @param encoder statistics to features
   * @param seed seed of training and of posterior draws
   * @param centres per member, mean score over the training examples
   * @param spreads per member, standard deviation of the scores over the training examples
   * @param kernel kernel of the Gaussian process; null if there is none
   * @param trainedOn what the training examples came with
   */
  record State(
      PredictorSettings settings,
      FeatureEncoder encoder,
      long seed,
      double[] centres,
      double[] spreads,
      GaussianProcess.Kernel kernel,
      TrainedOn trainedOn) {
    /** Returns whether every part is there; one that was read from a file may lack some. */
    boolean isComplete() {
      return settings != null
          && encoder != null
          && trainedOn != null
          && centres != null
          && spreads != null
          && centres.length == settings.members()
          && spreads.length == settings.members()
          && (kernel != null)
              == (settings.companion() == PredictorSettings.Companion.GAUSSIAN_PROCESS);
    }
  }

  private final State state;
  private final ScoreNetwork model;
  private final Optional<GaussianProcess> companion;
  private final Lifetime lifetime;

  Predictor(State state, ScoreNetwork model, Optional<GaussianProcess> companion) {
    this.state = state;
    this.model = model;
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
    FeatureEncoder encoder = FeatureEncoder.fit(settings.encoder(), settings.families(), examples);
    if (encoder.width() == 0) {
      throw new InputException(
          "the statistics of the %d labelled architectures do not differ: nothing to learn from"
              .formatted(examples.size()));
    }
    TrainedOn trainedOn = TrainedOn.of(examples, encoder);
    double[][] features = examples.stream().map(encoder::encode).toArray(double[][]::new);
    ScoreNetwork model = ScoreNetwork.of(settings, encoder.width(), seed, device.placement());
    if (device.isCpu()) {
      ScoreTraining.train(model, settings, features, labels, seed);
    } else {
      ScoreTraining.train(model, settings, features, labels, seed, device.kernels());
    }
    double[][] scores = scores(model, features, model::mean);
    double[] centres = Arrays.stream(scores).mapToDouble(Predictor::mean).toArray();
    double[] spreads =
        Arrays.stream(scores).mapToDouble(Predictor::deviation).map(s -> s > 0 ? s : 1).toArray();
    Optional<GaussianProcess> companion =
        settings.companion() == PredictorSettings.Companion.NONE
            ? Optional.empty()
            : Optional.of(GaussianProcess.fit(features, settings.labels().scale(labels), seed));
    return new Predictor(
        new State(
            settings,
            encoder,
            seed,
            centres,
            spreads,
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
    return score(features(examples));
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
      double[] own = average(standardised(features, model::mean));
      return companion
          .map(process -> average(new double[][] {own, process.mean(features)}))
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
    return gradients(features, model::mean);
  }

  /**
   * Returns the derivatives of {@link #gradients(double[][])} with weights drawn from the
   * posterior.
   *
   * @param draw number of the draw, from 0; with the predictor's seed it fixes the weights
   * @return a row of F derivatives per example
   */
  public double[][] drawnGradients(double[][] features, int draw) {
    return gradients(features, batch -> drawn(batch, draw));
  }

  /**
   * Returns the scores of one draw: its noise depends on the seed and its number alone, whatever
   * the batch and wherever the model lies.
   */
  private Tensor drawn(Tensor batch, int draw) {
    long seed =
        Hashing.murmur3_128().newHasher().putLong(state.seed()).putInt(draw).hash().asLong();
    return model.sample(batch, Randomness.sameFor(model.placement(), seed));
  }

  private double[][] gradients(double[][] features, UnaryOperator<Tensor> scores) {
    requireWidth(features);
    try (Lifetime.Call call = lifetime.call()) {
      return chunkedGradients(features, scores);
    }
  }

  private double[][] chunkedGradients(double[][] features, UnaryOperator<Tensor> scores) {
    double[][] gradients = new double[features.length][];
    int chunkSize = chunkSize(model);
    for (int from = 0; from < features.length; from += chunkSize) {
      int rows = Math.min(chunkSize, features.length - from);
      try (DeviceScope on = model.placement().enter();
          PointerScope scope = new PointerScope()) {
        Tensor batch =
            model
                .placement()
                .copy(ScoreTraining.rows(features, from, rows))
                .set_requires_grad(true);
        double[] chunk =
            Tensors.values(
                Autograd.gradients(
                        List.of(scores.apply(batch)),
                        List.of(shares(rows)),
                        List.of(batch),
                        Autograd.Graph.FREED)
                    .get(0));
        for (int row = 0; row < rows; row++) {
          gradients[from + row] =
              Arrays.copyOfRange(
                  chunk, row * features[from].length, (row + 1) * features[from].length);
        }
      }
    }
    return gradients;
  }

  /** Returns the derivatives of scores by the members' raw scores, (M, B). */
  private Tensor shares(int rows) {
    float[] shares = new float[model.members() * rows];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = (float) (1 / (model.members() * state.spreads()[i / rows]));
    }
    return model.placement().copy(Tensors.of(shares, ElementType.FLOAT32, model.members(), rows));
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
        Mabn untrained = new Mabn(state.settings(), state.encoder().width(), state.seed())) {
      double[] learnt = Tensors.values(trained.signalToNoise());
      double[] before = Tensors.values(untrained.signalToNoise());
      Arrays.setAll(learnt, feature -> Math.max(0, learnt[feature] - before[feature]));
      return learnt;
    }
  }

  /**
   * Returns the ranking of examples by their scores, with standard deviations of {@value #DRAWS}
   * draws from the posterior.
   *
   * @throws InputException if an example lacks a statistic, a proxy or the topology that every
   *     training example had
   */
  public Ranking rank(List<Example> examples) {
    return rank(examples, DRAWS);
  }

  /**
   * Returns the ranking of examples by their scores.
   *
   * @param draws draws from the posterior for the standard deviations, at least 1
   * @throws InputException if an example lacks a statistic, a proxy or the topology that every
   *     training example had
   */
  public Ranking rank(List<Example> examples, int draws) {
    return Ranking.of(
        examples.stream().map(one -> one.statistics().architecture()).toList(),
        scoreWithUncertainty(examples, draws));
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
    if (draws < 1) {
      throw new IllegalArgumentException("draws: found %d, expected at least 1".formatted(draws));
    }
    double[][] features = features(examples);
    try (Lifetime.Call call = lifetime.call()) {
      Scores own =
          new Scores(average(standardised(features, model::mean)), deviations(features, draws));
      return companion.map(process -> mixture(own, process.scores(features))).orElse(own);
    }
  }

  private double[] deviations(double[][] features, int draws) {
    double[][] sampled = new double[Math.multiplyExact(draws, state.settings().members())][];
    for (int number = 0; number < draws; number++) {
      int draw = number;
      double[][] scores = standardised(features, batch -> drawn(batch, draw));
      System.arraycopy(scores, 0, sampled, draw * scores.length, scores.length);
    }
    double[] deviations = new double[features.length];
    for (int i = 0; i < deviations.length; i++) {
      int example = i;
      deviations[i] =
          deviation(Arrays.stream(sampled).mapToDouble(scores -> scores[example]).toArray());
    }
    return deviations;
  }

  private static Scores mixture(Scores a, Scores b) {
    double[] deviation = new double[a.mean().length];
    for (int i = 0; i < deviation.length; i++) {
      double apart = (a.mean()[i] - b.mean()[i]) / 2;
      double within =
          (a.standardDeviation()[i] * a.standardDeviation()[i]
                  + b.standardDeviation()[i] * b.standardDeviation()[i])
              / 2;
      deviation[i] = Math.sqrt(within + apart * apart);
    }
    return new Scores(average(new double[][] {a.mean(), b.mean()}), deviation);
  }

  private double[][] features(List<Example> examples) {
    examples.forEach(state.trainedOn()::requireSame);
    return examples.stream().map(state.encoder()::encode).toArray(double[][]::new);
  }

  private double[][] standardised(double[][] features, Function<Tensor, Tensor> forward) {
    double[][] scores = scores(model, features, forward);
    for (int member = 0; member < scores.length; member++) {
      for (int i = 0; i < scores[member].length; i++) {
        scores[member][i] = (scores[member][i] - state.centres()[member]) / state.spreads()[member];
      }
    }
    return scores;
  }

  /** Returns raw scores, members × examples. */
  private static double[][] scores(
      ScoreNetwork model, double[][] features, Function<Tensor, Tensor> forward) {
    double[][] scores = new double[model.members()][features.length];
    int chunkSize = chunkSize(model);
    for (int from = 0; from < features.length; from += chunkSize) {
      int rows = Math.min(chunkSize, features.length - from);
      try (DeviceScope on = model.placement().enter();
          PointerScope scope = new PointerScope();
          NoGradGuard guard = new NoGradGuard()) {
        Tensor batch = model.placement().copy(ScoreTraining.rows(features, from, rows));
        double[] chunk = Tensors.values(forward.apply(batch));
        for (int member = 0; member < scores.length; member++) {
          System.arraycopy(chunk, member * rows, scores[member], from, rows);
        }
      }
    }
    return scores;
  }

  private static int chunkSize(ScoreNetwork model) {
    return model.placement().isCpu() ? CHUNK : DEVICE_CHUNK;
  }

  private static double[] average(double[][] members) {
    double[] average = new double[members[0].length];
    for (double[] member : members) {
      for (int i = 0; i < average.length; i++) {
        average[i] += member[i] / members.length;
      }
    }
    return average;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(0);
  }

  private static double deviation(double[] values) {
    double mean = mean(values);
    return Math.sqrt(
        Arrays.stream(values).map(value -> (value - mean) * (value - mean)).average().orElse(0));
  }

  /**
   * Begins a call that reads what follows.
   *
   * @throws IllegalStateException if the predictor is closed
   */
  Lifetime.Call call() {
    return lifetime.call();
  }

  State state() {
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
