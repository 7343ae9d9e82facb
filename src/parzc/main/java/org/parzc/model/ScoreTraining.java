package org.parzc.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongFunction;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.AdamW;
import org.bytedeco.pytorch.AdamWOptions;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.parzc.Cancellation;
import org.parzc.nativecore.ElementType;
import org.parzc.nativecore.Kernels;
import org.parzc.network.DeviceScope;
import org.parzc.network.Tensors;

/**
 * Trains a {@link ScoreNetwork} on labelled features: which examples make a batch, and how far its
 * step goes.
 */
final class ScoreTraining {
  private final PredictorSettings.Training training;
  private final int examples;
  private final SplittableRandom random;

  private ScoreTraining(PredictorSettings.Training training, int examples, long seed) {
    this.training = training;
    this.examples = examples;
    this.random = new SplittableRandom(seed);
  }

  /**
   * Trains a model on the CPU in place; returns the mean loss of the last epoch.
   *
   * @param features one row of F features per label
   */
  static double train(
      ScoreNetwork model,
      PredictorSettings.Training training,
      double[][] features,
      double[] labels,
      long seed) {
    return new ScoreTraining(training, labels.length, seed)
        .run(
            noise ->
                new HostSteps(
                    model,
                    training,
                    features,
                    training.labels().scale(labels),
                    new Randomness(noise)));
  }

  /**
   * Trains a model in place where it lies; returns the mean loss of the last epoch.
   *
   * @param features one row of F features per label
   * @param kernels those that read the memory where the model lies
   */
  static double train(
      ScoreNetwork model,
      PredictorSettings.Training training,
      double[][] features,
      double[] labels,
      long seed,
      Kernels kernels) {
    try (DeviceScope on = model.placement().enter()) {
      return new ScoreTraining(training, labels.length, seed)
          .run(
              noise ->
                  new DeviceSteps(
                      model,
                      training,
                      features,
                      training.labels().scale(labels),
                      Randomness.ownOf(model.placement(), noise),
                      kernels));
    }
  }

  private double run(LongFunction<TrainingSteps> start) {
    try (PointerScope scope = new PointerScope();
        TrainingSteps steps = start.apply(random.nextLong())) {
      int perEpoch = batches(order()).size();
      int step = 0;
      double loss = Double.NaN;
      for (int epoch = 0; epoch < training.epochs(); epoch++) {
        Cancellation.check();
        double[] rates = new double[perEpoch];
        for (int i = 0; i < perEpoch; i++) {
          double progress = (double) step++ / (perEpoch * training.epochs());
          rates[i] = training.learningRate() * 0.5 * (1 + Math.cos(Math.PI * progress));
        }
        loss = steps.epoch(batches(order()), rates, epoch == training.epochs() - 1);
      }
      return loss;
    }
  }

  /** Makes the optimiser that the training asks for. */
  static Optimizer optimiser(PredictorSettings.Training training, Collection<Tensor> values) {
    TensorVector parameters = new TensorVector(values.toArray(Tensor[]::new));
    switch (training.optimiser()) {
      case ADAM -> {
        AdamOptions options = new AdamOptions(training.learningRate());
        options.weight_decay().put(training.weightDecay());
        return new Adam(parameters, options);
      }
      case ADAM_W -> {
        AdamWOptions options = new AdamWOptions(training.learningRate());
        options.weight_decay().put(training.weightDecay());
        return new AdamW(parameters, options);
      }
      default -> throw new AssertionError(training.optimiser());
    }
  }

  private int[] order() {
    int[] order = new int[examples];
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
      int to = Math.min(order.length, from + training.batch());
      if (order.length - to == 1) {
        to = order.length;
      }
      batches.add(Arrays.copyOfRange(order, from, to));
      from = to;
    }
    return batches;
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
