package org.parzc.statistics;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.parzc.nativecore.ElementType;
import org.parzc.nativecore.Kernels;
import org.parzc.nativecore.NodeSums;
import org.parzc.network.Autograd;
import org.parzc.network.BatchNormState;
import org.parzc.network.MeasurableNetwork;
import org.parzc.network.BatchNormMode;
import org.parzc.network.NetworkSource;
import org.parzc.network.Tensors;
import org.parzc.space.Shape;

/**
 * Runs the passes over one network and reads the numbers off. Thread-safe; the tensors of a call belong to the caller's
 * {@code PointerScope}.
 */
final class Measurer {
  /** x₂ is added with this weight in Zen-NAS. */
  private static final double NOISE_WEIGHT = 0.01;
  private static final Set<Pass> ON_FIRST_MINIBATCH = EnumSet.of(Pass.GRADIENT, Pass.OUTPUT_GRADIENT, Pass.ACTIVATION,
      Pass.HESSIAN_GRADIENT, Pass.INPUT_GRADIENT, Pass.MINIBATCHES);

  private final PassInputs inputs;
  private final Set<Pass> passes;
  private final KernelReadings readings;

  /** @param kernels kernels that read the memory where the inputs lie */
  Measurer(PassInputs inputs, Set<Pass> passes, Kernels kernels) {
    this.inputs = inputs;
    this.passes = passes;
    readings = new KernelReadings(kernels);
  }

  /** Runs the passes over the networks of one architecture. */
  Measurements measure(NetworkSource networks) {
    List<Integer> activationOfNode = networks.blueprint().nodes().stream()
        .map(node -> node.activation().isPresent() ? (Integer) node.activation().getAsInt() : null).toList();
    MeasurableNetwork network = networks.atInitialisation(inputs.weights(), inputs.type());
    Set<Pass> unavailable = EnumSet.noneOf(Pass.class);
    Minibatch batch = inputs.minibatches().get(0);
    boolean onMinibatch = ON_FIRST_MINIBATCH.stream().anyMatch(passes::contains);
    LossGradients gradients = onMinibatch ? LossGradients.of(network, batch, passes) : null;
    if (wants(Pass.OUTPUT_GRADIENT) && gradients.trace().outputs() == null) {
      unavailable.add(Pass.OUTPUT_GRADIENT);
    }
    if (wants(Pass.ACTIVATION) && gradients.trace().activations() == null) {
      unavailable.add(Pass.ACTIVATION);
    }
    Measurements.NoiseResponse noise = wants(Pass.NOISE_RESPONSE) ? noiseResponse(networks, batch) : null;
    if (wants(Pass.NOISE_RESPONSE) && noise == null) {
      unavailable.add(Pass.NOISE_RESPONSE);
    }
    return new Measurements(
        readings.sums(network, onMinibatch ? gradients.weights() : List.of(),
            onMinibatch ? gradients.hessian() : List.of()),
        wants(Pass.OUTPUT_GRADIENT) && !unavailable.contains(Pass.OUTPUT_GRADIENT)
            ? readings.fisher(network, gradients.trace().outputs(), gradients.outputs()) : null,
        wants(Pass.ACTIVATION) && !unavailable.contains(Pass.ACTIVATION)
            ? readings.signAgreement(network, gradients.trace().activations()) : null,
        activationOfNode,
        wants(Pass.MINIBATCHES) ? zico(network, gradients.weights()) : null,
        wants(Pass.SYNFLOW) ? synflow(networks, BatchNormMode.BYPASSED) : null,
        wants(Pass.SYNFLOW_BN) ? synflow(networks, BatchNormMode.BATCH) : null,
        wants(Pass.INPUT_GRADIENT) ? perImage(gradients.images(), batch) : null,
        batch.labels(),
        noise, unavailable);
  }

  private boolean wants(Pass pass) {
    return passes.contains(pass);
  }

  private double[] zico(MeasurableNetwork network, List<Tensor> firstGradients) {
    List<List<Tensor>> gradients = new ArrayList<>(List.of(firstGradients));
    for (Minibatch batch : inputs.minibatches().subList(1, inputs.minibatches().size())) {
      gradients.add(LossGradients.of(network, batch, Set.of(Pass.GRADIENT)).weights());
    }
    return readings.zico(network, gradients);
  }

  private List<NodeSums> synflow(NetworkSource networks, BatchNormMode mode) {
    MeasurableNetwork network = networks.atInitialisation(inputs.absoluteWeights(), ElementType.FLOAT64);
    Shape image = networks.blueprint().input();
    Tensor ones = inputs.absoluteWeights()
        .place(Tensors.filled(1, ElementType.FLOAT64, 1, image.channels(), image.height(), image.width()));
    Tensor sum = network.forward(ones, mode).logits().sum();
    return readings.sums(network, Autograd.gradients(sum, network.weights(), Autograd.Graph.FREED), List.of());
  }

  private static double[][] perImage(Tensor gradient, Minibatch batch) {
    int images = batch.labels().length;
    int width = (int) (batch.images().numel() / images);
    double[][] rows = new double[images][width];
    if (gradient.defined()) {
      double[] values = Tensors.values(gradient);
      for (int i = 0; i < images; i++) {
        System.arraycopy(values, i * width, rows[i], 0, width);
      }
    }
    return rows;
  }

  /** Returns null if the network has no last feature map. */
  private Measurements.NoiseResponse noiseResponse(NetworkSource networks, Minibatch batch) {
    MeasurableNetwork network = networks.withRunningStatistics(inputs.normalWeights(), inputs.type());
    Tensor disturbed = batch.images().add(inputs.noise(), new Scalar(NOISE_WEIGHT));
    Tensor before = network.forward(batch.images(), BatchNormMode.BATCH).features();
    if (before == null) {
      return null;
    }
    Tensor after = network.forward(disturbed, BatchNormMode.BATCH).features();
    double change = before.sub(after).abs().sum().item_double() / batch.labels().length;
    double[] meanVariances = network.normalisations().stream().map(BatchNormState::variance)
        .mapToDouble(variance -> variance.mean().item_double()).toArray();
    return new Measurements.NoiseResponse(change, meanVariances);
  }
}
