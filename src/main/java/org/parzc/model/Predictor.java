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
import org.parzc.nativecore.ElementType;
import org.parzc.network.Autograd;
import org.parzc.network.Tensors;

/**
 * A trained MABN with its feature encoder: examples in, scores out. Each member's scores are standardised by their mean
 * and deviation over the training examples before they are averaged; the companion's scores, if there is one, count as
 * much as those of all members. Thread-safe once trained.
 */
public final class Predictor implements AutoCloseable {
  /** Examples per forward pass: enough to keep the matrix products busy, few enough to stay in the cache. */
  private static final int CHUNK = 128;

  /**
   * What a predictor is besides its weights.
   *
   * @param settings shape and training of the model
   * @param encoder statistics to features
   * @param seed seed of training and of posterior draws
   * @param centres per member, mean score over the training examples
   * @param spreads per member, standard deviation of the scores over the training examples
   * @param kernel kernel of the companion; null if there is none
   */
  record State(MabnSettings settings, FeatureEncoder encoder, long seed, double[] centres, double[] spreads,
      GaussianProcess.Kernel kernel) {
    /** Returns whether every part is there; one that was read from a file may lack some. */
    boolean isComplete() {
      return settings != null && encoder != null && centres != null && spreads != null
          && centres.length == settings.members() && spreads.length == settings.members()
          && (kernel != null) == (settings.companion() == MabnSettings.Companion.GAUSSIAN_PROCESS);
    }
  }

  private final State state;
  private final ScoreNetwork model;
  private final Optional<GaussianProcess> companion;

  Predictor(State state, ScoreNetwork model, Optional<GaussianProcess> companion) {
    this.state = state;
    this.model = model;
    this.companion = companion;
  }

  /**
   * Trains a predictor.
   *
   * @param examples at least 2
   * @param labels one label per example, higher for better architectures
   * @param seed fixes weights, batches and noise
   * @throws InputException if the examples carry no feature that varies
   */
  public static Predictor train(List<Example> examples, double[] labels, MabnSettings settings, long seed) {
    FeatureEncoder encoder = FeatureEncoder.fit(settings.encoder(), settings.families(), examples);
    if (encoder.width() == 0) {
      throw new InputException("the statistics of the %d labelled architectures do not differ: nothing to learn from"
          .formatted(examples.size()));
    }
    double[][] features = examples.stream().map(encoder::encode).toArray(double[][]::new);
    ScoreNetwork model = ScoreNetwork.of(settings, encoder.width(), seed);
    ScoreTraining.train(model, settings, features, labels, seed);
    double[][] scores = scores(model, features, model::mean);
    double[] centres = Arrays.stream(scores).mapToDouble(Predictor::mean).toArray();
    double[] spreads = Arrays.stream(scores).mapToDouble(Predictor::deviation).map(s -> s > 0 ? s : 1).toArray();
    Optional<GaussianProcess> companion = settings.companion() == MabnSettings.Companion.NONE ? Optional.empty()
        : Optional.of(GaussianProcess.fit(features, settings.labels().scale(labels), seed));
    return new Predictor(new State(settings, encoder, seed, centres, spreads,
        companion.map(GaussianProcess::kernel).orElse(null)), model, companion);
  }

  /** Returns the settings it was trained with. */
  public MabnSettings settings() {
    return state.settings();
  }

  /** Returns how examples become the features that the model reads. */
  public FeatureEncoder encoder() {
    return state.encoder();
  }

  /** Returns the scores of the mean network, averaged over the members, and with the companion's: deterministic. */
  public double[] score(List<Example> examples) {
    return score(features(examples));
  }

  /**
   * Returns the scores of examples that are encoded already, or changed since.
   *
   * @param features a row of F values per example, as the {@link #encoder} gives them
   */
  public double[] score(double[][] features) {
    double[] own = average(standardised(features, model::mean));
    return companion.map(process -> average(new double[][] {own, process.mean(features)})).orElse(own);
  }

  /**
   * Returns the derivative by each feature of each example's score, as the members give it on average: a companion
   * plays no part.
   *
   * @param features a row of F values per example, as the {@link #encoder} gives them
   * @return a row of F derivatives per example
   */
  public double[][] gradients(double[][] features) {
    return gradients(features, model::mean);
  }

  /**
   * Returns the derivatives of {@link #gradients(double[][])} with weights drawn from the posterior.
   *
   * @param draw number of the draw, from 0; with the predictor's seed it fixes the weights
   * @return a row of F derivatives per example
   */
  public double[][] drawnGradients(double[][] features, int draw) {
    long seed = Hashing.murmur3_128().newHasher().putLong(state.seed()).putInt(draw).hash().asLong();
    return gradients(features, batch -> model.sample(batch, new Randomness(seed)));
  }

  private double[][] gradients(double[][] features, UnaryOperator<Tensor> scores) {
    double[][] gradients = new double[features.length][];
    for (int from = 0; from < features.length; from += CHUNK) {
      int rows = Math.min(CHUNK, features.length - from);
      try (PointerScope scope = new PointerScope()) {
        Tensor batch = ScoreTraining.rows(features, from, rows).set_requires_grad(true);
        double[] chunk = Tensors.values(Autograd.gradients(List.of(scores.apply(batch)), List.of(shares(rows)),
            List.of(batch), Autograd.Graph.FREED).get(0));
        for (int row = 0; row < rows; row++) {
          gradients[from + row] = Arrays.copyOfRange(chunk, row * features[from].length,
              (row + 1) * features[from].length);
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
    return Tensors.of(shares, ElementType.FLOAT32, model.members(), rows);
  }

  /**
   * Returns for each feature how much of the posterior's signal training made it reach: {@link Mabn#signalToNoise} less
   * that of the network before training, whose random weights reach everything alike; 0 where training took some away.
   *
   * @throws IllegalStateException if the network has no Bayesian embedding
   */
  public double[] learntSignal() {
    if (!(model instanceof Mabn trained)) {
      throw new IllegalStateException("a plain network has no posterior");
    }
    try (PointerScope scope = new PointerScope();
        Mabn untrained = new Mabn(state.settings(), state.encoder().width(), state.seed())) {
      double[] learnt = Tensors.values(trained.signalToNoise());
      double[] before = Tensors.values(untrained.signalToNoise());
      Arrays.setAll(learnt, feature -> Math.max(0, learnt[feature] - before[feature]));
      return learnt;
    }
  }

  /**
   * Returns the scores of {@link #score} with their uncertainty: the deviation over members and posterior draws. With a
   * companion it is that of a mixture of both in equal parts, so that their disagreement counts too.
   *
   * @param draws draws from the posterior per member, at least 1; their noise is fixed by the predictor's seed
   */
  public Scores scoreWithUncertainty(List<Example> examples, int draws) {
    double[][] features = features(examples);
    Scores own = new Scores(average(standardised(features, model::mean)), deviations(features, draws));
    return companion.map(process -> mixture(own, process.scores(features))).orElse(own);
  }

  private double[] deviations(double[][] features, int draws) {
    double[][] sampled = new double[draws * state.settings().members()][];
    try (PointerScope scope = new PointerScope()) {
      Randomness random = new Randomness(state.seed());
      for (int draw = 0; draw < draws; draw++) {
        double[][] scores = standardised(features, batch -> model.sample(batch, random));
        System.arraycopy(scores, 0, sampled, draw * scores.length, scores.length);
      }
    }
    double[] deviations = new double[features.length];
    for (int i = 0; i < deviations.length; i++) {
      int example = i;
      deviations[i] = deviation(Arrays.stream(sampled).mapToDouble(scores -> scores[example]).toArray());
    }
    return deviations;
  }

  private static Scores mixture(Scores a, Scores b) {
    double[] deviation = new double[a.mean().length];
    for (int i = 0; i < deviation.length; i++) {
      double apart = (a.mean()[i] - b.mean()[i]) / 2;
      double within = (a.deviation()[i] * a.deviation()[i] + b.deviation()[i] * b.deviation()[i]) / 2;
      deviation[i] = Math.sqrt(within + apart * apart);
    }
    return new Scores(average(new double[][] {a.mean(), b.mean()}), deviation);
  }

  private double[][] features(List<Example> examples) {
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
  private static double[][] scores(ScoreNetwork model, double[][] features, Function<Tensor, Tensor> forward) {
    double[][] scores = new double[model.members()][features.length];
    for (int from = 0; from < features.length; from += CHUNK) {
      int rows = Math.min(CHUNK, features.length - from);
      try (PointerScope scope = new PointerScope(); NoGradGuard guard = new NoGradGuard()) {
        double[] chunk = Tensors.values(forward.apply(ScoreTraining.rows(features, from, rows)));
        for (int member = 0; member < scores.length; member++) {
          System.arraycopy(chunk, member * rows, scores[member], from, rows);
        }
      }
    }
    return scores;
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
    return Math.sqrt(Arrays.stream(values).map(value -> (value - mean) * (value - mean)).average().orElse(0));
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

  /** Frees the model. */
  @Override
  public void close() {
    model.close();
    companion.ifPresent(GaussianProcess::close);
  }
}
