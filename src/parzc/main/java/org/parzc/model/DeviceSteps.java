package org.parzc.model;

import com.google.common.primitives.Ints;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.parzc.nativecore.KernelQueue;
import org.parzc.nativecore.Kernels;
import org.parzc.network.Autograd;
import org.parzc.network.Tensors;

/**
 * Steps that never leave the device: examples are brought there once and picked by their indices,
 * which are sent once per epoch, and losses are evaluated where the scores lie. Nothing is read but
 * the loss of an epoch, where it is wanted. How a GPU trains; on the CPU, results are those of
 * {@link HostSteps} but for rounding.
 */
final class DeviceSteps implements TrainingSteps {
  /**
   * After so many steps it is waited for the kernels of ours, which tell then whether they met what
   * is no number.
   */
  private static final int MOST_UNFINISHED = 256;

  private final ScoreNetwork model;
  private final PredictorSettings.Training training;
  private final Tensor features;
  private final Tensor labels;
  private final Randomness noise;
  private final KernelQueue kernels;
  private final FlatParameters parameters;
  private final Optimizer optimiser;
  private int unfinished;

  /**
   * @param features one row of F features per label
   * @param labels scaled labels
   * @param kernels those that read the memory where the network lies
   */
  DeviceSteps(
      ScoreNetwork model,
      PredictorSettings.Training training,
      double[][] features,
      double[] labels,
      Randomness noise,
      Kernels kernels) {
    this.model = model;
    this.training = training;
    this.features = model.placement().copy(ScoreTraining.rows(features, 0, features.length));
    this.labels = model.placement().copy(Tensors.of(labels, labels.length));
    this.noise = noise;
    this.kernels = kernels.queue();
    parameters = new FlatParameters(model.parameters().values());
    optimiser = ScoreTraining.optimiser(training, List.of(parameters.values()));
  }

  @Override
  public double epoch(List<int[]> batches, double[] rates, boolean measured) {
    try (PointerScope scope = new PointerScope()) {
      Tensor order = model.placement().copy(Tensors.of(Ints.concat(batches.toArray(int[][]::new))));
      Tensor rows = features.index_select(0, order);
      Tensor targets = labels.index_select(0, order);
      BatchLoss loss = new BatchLoss(training.losses(), kernels, model.placement());
      int from = 0;
      for (int i = 0; i < rates.length; i++) {
        int size = batches.get(i).length;
        optimiser.param_groups().get(0).options().set_lr(rates[i]);
        step(rows.narrow(0, from, size), targets.narrow(0, from, size), loss, measured);
        from += size;
      }
      unfinished += rates.length;
      if (!measured && unfinished < MOST_UNFINISHED) {
        return Double.NaN;
      }
      unfinished = 0;
      double sum = loss.measured();
      return measured ? sum / rates.length : Double.NaN;
    }
  }

  private void step(Tensor batch, Tensor targets, BatchLoss loss, boolean measured) {
    try (PointerScope scope = new PointerScope()) {
      Tensor scores = model.train(batch, noise);
      List<Tensor> of = new ArrayList<>(List.of(scores));
      List<Tensor> incoming =
          new ArrayList<>(List.of(loss.gradient(scores.detach(), targets, measured)));
      if (training.klWeight() > 0) {
        of.add(
            model
                .divergence()
                .mul(new Scalar(training.klWeight() * model.members() / labels.size(0))));
        incoming.add(model.placement().filled(1, ScalarType.Float));
      }
      parameters.setGradients(
          Autograd.gradients(of, incoming, parameters.all(), Autograd.Graph.FREED));
      optimiser.step();
    }
  }

  @Override
  public void close() {
    kernels.close();
  }
}
