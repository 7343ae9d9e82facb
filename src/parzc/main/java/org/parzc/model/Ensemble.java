package org.parzc.model;

import com.google.common.hash.Hashing;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.parzc.Cancellation;
import org.parzc.nativecore.ElementType;
import org.parzc.network.Autograd;
import org.parzc.network.DeviceScope;
import org.parzc.network.Tensors;

/**
 * The members of a trained network as one: features in, scores out, and the derivatives of these. A
 * member's scores are standardised before they are averaged. Batches are cut to what a forward pass
 * takes at a time. Thread-safe; whoever owns the network keeps it open.
 */
final class Ensemble {
  /**
   * Examples per forward pass: enough to keep the matrix products busy, few enough to stay in the
   * cache.
   */
  private static final int CHUNK = 128;

  /** Examples per forward pass on a GPU, after each of which it is waited for. */
  private static final int DEVICE_CHUNK = 1024;

  private final ScoreNetwork model;
  private final double[] centres;
  private final double[] spreads;
  private final long seed;

  /**
   * @param centres per member, mean of its scores
   * @param spreads per member, their standard deviation
   * @param seed of draws from the posterior
   */
  Ensemble(ScoreNetwork model, double[] centres, double[] spreads, long seed) {
    this.model = model;
    this.centres = centres;
    this.spreads = spreads;
    this.seed = seed;
  }

  /** Returns the ensemble whose members are standardised on the given examples. */
  static Ensemble of(ScoreNetwork model, double[][] features, long seed) {
    double[][] scores = scores(model, features, model::mean);
    return new Ensemble(
        model,
        Arrays.stream(scores).mapToDouble(Ensemble::mean).toArray(),
        Arrays.stream(scores).mapToDouble(Ensemble::deviation).map(s -> s > 0 ? s : 1).toArray(),
        seed);
  }

  /** Returns the mean of each member's scores. */
  double[] centres() {
    return centres;
  }

  /** Returns the standard deviation of each member's scores, 1 where that is 0. */
  double[] spreads() {
    return spreads;
  }

  /** Returns the scores of the mean network, one per row. */
  double[] scores(double[][] features) {
    return average(standardised(features, model::mean));
  }

  /**
   * Returns the scores of one draw: its noise depends on the seed and its number alone, whatever
   * the batch and wherever the model lies.
   */
  private Tensor drawn(Tensor batch, int draw) {
    long noise = Hashing.murmur3_128().newHasher().putLong(seed).putInt(draw).hash().asLong();
    return model.sample(batch, Randomness.sameFor(model.placement(), noise));
  }

  /** Returns the derivatives of the scores by each feature, a row per example. */
  double[][] gradients(double[][] features) {
    return gradients(features, model::mean);
  }

  /** Returns the derivatives of the scores of one draw by each feature, a row per example. */
  double[][] drawnGradients(double[][] features, int draw) {
    return gradients(features, batch -> drawn(batch, draw));
  }

  private double[][] gradients(double[][] features, UnaryOperator<Tensor> scores) {
    double[][] gradients = new double[features.length][];
    int chunkSize = chunkSize(model);
    for (int from = 0; from < features.length; from += chunkSize) {
      Cancellation.check();
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
      shares[i] = (float) (1 / (model.members() * spreads[i / rows]));
    }
    return model.placement().copy(Tensors.of(shares, ElementType.FLOAT32, model.members(), rows));
  }

  /**
   * Returns the standard deviation of each example's scores over members and draws.
   *
   * @param draws draws from the posterior per member, at least 1
   */
  double[] deviations(double[][] features, int draws) {
    double[][] sampled = new double[Math.multiplyExact(draws, model.members())][];
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

  private double[][] standardised(double[][] features, Function<Tensor, Tensor> forward) {
    double[][] scores = scores(model, features, forward);
    for (int member = 0; member < scores.length; member++) {
      for (int i = 0; i < scores[member].length; i++) {
        scores[member][i] = (scores[member][i] - centres[member]) / spreads[member];
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
      Cancellation.check();
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

  /** Returns the mean of the rows. */
  static double[] average(double[][] members) {
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
}
