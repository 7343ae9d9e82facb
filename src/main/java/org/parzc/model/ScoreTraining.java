package org.parzc.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.AdamW;
import org.bytedeco.pytorch.AdamWOptions;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.TensorVector;
import org.parzc.nativecore.ElementType;
import org.parzc.network.Tensors;

/**
 * Trains a {@link ScoreNetwork} on labelled features. The ranking losses are computed natively, value and gradient at once,
 * and the gradient is handed to the backward pass of the scores.
 */
final class ScoreTraining {
  private final ScoreNetwork model;
  private final MabnSettings settings;
  private final double[][] features;
  private final double[] labels;
  private final SplittableRandom random;

  private ScoreTraining(ScoreNetwork model, MabnSettings settings, double[][] features, double[] labels, long seed) {
    this.model = model;
    this.settings = settings;
    this.features = features;
    this.labels = settings.labels().scale(labels);
    this.random = new SplittableRandom(seed);
  }

  /**
   * Trains the model in place; returns the mean loss of the last epoch.
   *
   * @param features one row of F features per label
   */
  static double train(ScoreNetwork model, MabnSettings settings, double[][] features, double[] labels, long seed) {
    return new ScoreTraining(model, settings, features, labels, seed).run();
  }

  private double run() {
    try (PointerScope scope = new PointerScope()) {
      Randomness noise = new Randomness(random.nextLong());
      Optimizer optimiser = optimiser();
      int perEpoch = batches(order()).size();
      int step = 0;
      double loss = Double.NaN;
      for (int epoch = 0; epoch < settings.epochs(); epoch++) {
        loss = 0;
        for (int[] batch : batches(order())) {
          double progress = (double) step++ / (perEpoch * settings.epochs());
          double rate = settings.learningRate() * 0.5 * (1 + Math.cos(Math.PI * progress));
          optimiser.param_groups().get(0).options().set_lr(rate);
          loss += step(optimiser, batch, noise) / perEpoch;
        }
      }
      return loss;
    }
  }

  private Optimizer optimiser() {
    TensorVector parameters = new TensorVector(model.parameters().values().toArray(Tensor[]::new));
    switch (settings.optimiser()) {
      case ADAM -> {
        AdamOptions options = new AdamOptions(settings.learningRate());
        options.weight_decay().put(settings.weightDecay());
        return new Adam(parameters, options);
      }
      case ADAM_W -> {
        AdamWOptions options = new AdamWOptions(settings.learningRate());
        options.weight_decay().put(settings.weightDecay());
        return new AdamW(parameters, options);
      }
      default -> throw new AssertionError(settings.optimiser());
    }
  }

  private int[] order() {
    int[] order = new int[labels.length];
    for (int i = 0; i < order.length; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  private List<int[]> batches(int[] order) {
    List<int[]> batches = new ArrayList<>();
    int from = 0;
    while (from < order.length) {
      int to = Math.min(order.length, from + settings.batch());
      if (order.length - to == 1) {
        to = order.length;
      }
      batches.add(Arrays.copyOfRange(order, from, to));
      from = to;
    }
    return batches;
  }

  private double step(Optimizer optimiser, int[] batch, Randomness noise) {
    try (PointerScope scope = new PointerScope()) {
      double[][] rows = Arrays.stream(batch).mapToObj(i -> features[i]).toArray(double[][]::new);
      double[] targets = Arrays.stream(batch).mapToDouble(i -> labels[i]).toArray();
      Tensor scores = model.train(rows(rows, 0, rows.length), noise);
      double[] values = Tensors.values(scores);
      float[] gradient = new float[values.length];
      double loss = 0;
      for (int member = 0; member < settings.members(); member++) {
        loss += memberLoss(values, targets, member * batch.length, gradient) / settings.members();
      }
      optimiser.zero_grad();
      scores.backward(Tensors.of(gradient, ElementType.FLOAT32, settings.members(), batch.length),
          new BoolOptional(false), false, new TensorArrayRefOptional());
      if (settings.klWeight() > 0) {
        model.divergence().mul(new Scalar(settings.klWeight() * settings.members() / labels.length)).backward();
      }
      optimiser.step();
      return loss;
    }
  }

  private double memberLoss(double[] scores, double[] targets, int offset, float[] gradient) {
    double[] own = Arrays.copyOfRange(scores, offset, offset + targets.length);
    double loss = 0;
    for (MabnSettings.WeightedLoss term : settings.losses()) {
      RankingLoss.Evaluation evaluation = term.loss().evaluate(own, targets);
      loss += term.weight() * evaluation.value();
      for (int i = 0; i < own.length; i++) {
        gradient[offset + i] += (float) (term.weight() * evaluation.gradient()[i]);
      }
    }
    return loss;
  }

  /** Returns some rows of features as a tensor, (B, F). */
  static Tensor rows(double[][] features, int from, int count) {
    int width = features[0].length;
    float[] values = new float[count * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) features[from + i / width][i % width];
    }
    return Tensors.of(values, ElementType.FLOAT32, count, width);
  }
}
