package org.parzc.model;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.parzc.nativecore.ElementType;
import org.parzc.network.Tensors;

/**
 * Steps whose losses are evaluated in Java's memory, value and gradient at once: the scores of each
 * batch are read, and the gradient is handed to the backward pass of the scores. How the CPU
 * trains.
 */
final class HostSteps implements TrainingSteps {
  private final ScoreNetwork model;
  private final PredictorSettings.Training training;
  private final double[][] features;
  private final double[] labels;
  private final Randomness noise;
  private final Optimizer optimiser;

  /**
   * @param features one row of F features per label
   * @param labels scaled labels
   */
  HostSteps(
      ScoreNetwork model,
      PredictorSettings.Training training,
      double[][] features,
      double[] labels,
      Randomness noise) {
    this.model = model;
    this.training = training;
    this.features = features;
    this.labels = labels;
    this.noise = noise;
    optimiser = ScoreTraining.optimiser(training, model.parameters().values());
  }

  @Override
  public double epoch(List<int[]> batches, double[] rates, boolean measured) {
    double loss = 0;
    for (int i = 0; i < rates.length; i++) {
      optimiser.param_groups().get(0).options().set_lr(rates[i]);
      loss += step(batches.get(i)) / rates.length;
    }
    return measured ? loss : Double.NaN;
  }

  private double step(int[] batch) {
    try (PointerScope scope = new PointerScope()) {
      double[][] rows = Arrays.stream(batch).mapToObj(i -> features[i]).toArray(double[][]::new);
      double[] targets = Arrays.stream(batch).mapToDouble(i -> labels[i]).toArray();
      Tensor scores = model.train(ScoreTraining.rows(rows, 0, rows.length), noise);
      double[] values = Tensors.values(scores);
      float[] gradient = new float[values.length];
      double loss = 0;
      for (int member = 0; member < model.members(); member++) {
        loss += memberLoss(values, targets, member * batch.length, gradient) / model.members();
      }
      optimiser.zero_grad();
      scores.backward(
          Tensors.of(gradient, ElementType.FLOAT32, model.members(), batch.length),
          new BoolOptional(false),
          false,
          new TensorArrayRefOptional());
      if (training.klWeight() > 0) {
        model
            .divergence()
            .mul(new Scalar(training.klWeight() * model.members() / labels.length))
            .backward();
      }
      optimiser.step();
      return loss;
    }
  }

  private double memberLoss(double[] scores, double[] targets, int offset, float[] gradient) {
    double[] own = Arrays.copyOfRange(scores, offset, offset + targets.length);
    double loss = 0;
    for (PredictorSettings.WeightedLoss term : training.losses()) {
      RankingLoss.Evaluation evaluation = term.loss().evaluate(own, targets);
      loss += term.weight() * evaluation.value();
      for (int i = 0; i < own.length; i++) {
        gradient[offset + i] += (float) (term.weight() * evaluation.gradient()[i]);
      }
    }
    return loss;
  }

  @Override
  public void close() {
    // All that there is belongs to the scope of the training.
  }
}
