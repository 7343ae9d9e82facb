package org.parzc.passes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.parzc.nativecore.ElementType;
import org.parzc.nativecore.KernelQueue;
import org.parzc.nativecore.Kernels;
import org.parzc.nativecore.NodeSums;
import org.parzc.network.Autograd;
import org.parzc.network.BatchNormMode;
import org.parzc.network.MeasurableNetwork;
import org.parzc.network.NetworkSource;
import org.parzc.network.Tensors;
import org.parzc.passes.Measurements.NoiseResponse;

/**
 * Runs the passes over one network and reads the numbers off. Thread-safe.
 */
public final class Measurer {
  /** x₂ is added with this weight in Zen-NAS. */
  private static final double NOISE_WEIGHT = 0.01;
  private static final Set<Pass> ON_FIRST_MINIBATCH = EnumSet.of(Pass.GRADIENT, Pass.OUTPUT_GRADIENT, Pass.ACTIVATION,
      Pass.HESSIAN_GRADIENT, Pass.INPUT_GRADIENT, Pass.MINIBATCHES);

  private final PassInputs inputs;
  private final Set<Pass> passes;
  private final Kernels kernels;

  /** @param kernels kernels that read the memory where the inputs lie */
  public Measurer(PassInputs inputs, Set<Pass> passes, Kernels kernels) {
    this.inputs = inputs;
    this.passes = passes;
    this.kernels = kernels;
  }

  /**
   * Runs the passes over the networks of one architecture. What a pass leaves in native memory is freed before the next
   * one runs, so that the peak is that of the largest. The kernels of all passes are waited for once.
   */
  public Measurements measure(NetworkSource networks) {
    try (KernelQueue queue = kernels.queue()) {
      KernelReadings readings = new KernelReadings(queue);
      Set<Pass> unavailable = EnumSet.noneOf(Pass.class);
      OnMinibatches measured = onMinibatches(networks, readings, unavailable);
      NoiseResponse noise = wants(Pass.NOISE_RESPONSE) ? noiseResponse(networks) : null;
      if (wants(Pass.NOISE_RESPONSE) && noise == null) {
        unavailable.add(Pass.NOISE_RESPONSE);
      }
      Supplier<List<NodeSums>> synflow = wants(Pass.SYNFLOW) ? synflow(networks, readings, BatchNormMode.BYPASSED)
          : absent();
      Supplier<List<NodeSums>> synflowBn = wants(Pass.SYNFLOW_BN) ? synflow(networks, readings, BatchNormMode.BATCH)
          : absent();
      queue.finish();
      List<Integer> activationOfNode = networks.blueprint().nodes().stream()
          .map(node -> node.activation().isPresent() ? (Integer) node.activation().getAsInt() : null).toList();
      return new Measurements(measured.sums.get(), measured.fisher.get(), measured.fisherOfTokens.get(),
          measured.signAgreement.get(), activationOfNode, measured.zico.get(), synflow.get(), synflowBn.get(),
          measured.inputGradient, inputs.minibatches().get(0).labels(), noise, unavailable);
    }
  }

  private boolean wants(Pass pass) {
    return passes.contains(pass);
  }

  private static <T> Supplier<T> absent() {
    return () -> null;
  }

  /** What is read off the gradients on minibatches; parts that are not wanted or not available give null. */
  private record OnMinibatches(Supplier<List<NodeSums>> sums, Supplier<double[]> fisher,
      Supplier<Map<Integer, Double>> fisherOfTokens, Supplier<Map<Integer, long[]>> signAgreement,
      Supplier<double[]> zico, double[][] inputGradient) {}

  private OnMinibatches onMinibatches(NetworkSource networks, KernelReadings readings, Set<Pass> unavailable) {
    List<List<Tensor>> kept = new ArrayList<>();
    try (PointerScope scope = new PointerScope()) {
      MeasurableNetwork network = networks.atInitialisation(inputs.weights(), inputs.type());
      if (ON_FIRST_MINIBATCH.stream().noneMatch(passes::contains)) {
        return new OnMinibatches(readings.sums(network, List.of(), List.of()), absent(), absent(), absent(), absent(),
            null);
      }
      OnMinibatches first = onFirst(network, readings, kept, unavailable);
      if (!wants(Pass.MINIBATCHES)) {
        return first;
      }
      for (Minibatch batch : inputs.minibatches().subList(1, inputs.minibatches().size())) {
        try (PointerScope pass = new PointerScope()) {
          kept.add(keep(LossGradients.of(network, batch, Set.of(Pass.GRADIENT)).weights()));
        }
      }
      return new OnMinibatches(first.sums, first.fisher, first.fisherOfTokens, first.signAgreement,
          readings.zico(network, kept), first.inputGradient);
    } finally {
      kept.forEach(gradients -> gradients.forEach(Tensor::releaseReference));
    }
  }

  private OnMinibatches onFirst(MeasurableNetwork network, KernelReadings readings, List<List<Tensor>> kept,
      Set<Pass> unavailable) {
    Minibatch batch = inputs.minibatches().get(0);
    try (PointerScope pass = new PointerScope()) {
      LossGradients gradients = LossGradients.of(network, batch, passes);
      if (wants(Pass.MINIBATCHES)) {
        kept.add(keep(gradients.weights()));
      }
      boolean outputs = tells(Pass.OUTPUT_GRADIENT, gradients.trace().outputs(), unavailable);
      boolean activations = tells(Pass.ACTIVATION, gradients.trace().activations(), unavailable);
      return new OnMinibatches(readings.sums(network, gradients.weights(), gradients.hessian()),
          outputs ? readings.fisher(network, gradients.trace().outputs(), gradients.outputs()) : absent(),
          outputs ? readings.fisherOfTokens(network, gradients.trace().outputs(), gradients.outputs()) : absent(),
          activations ? readings.signAgreement(network, gradients.trace().activations()) : absent(),
          absent(), wants(Pass.INPUT_GRADIENT) ? perImage(gradients.images(), batch) : null);
    }
  }

  /** Returns whether a pass is wanted and the network tells what it needs; notes it if only the first. */
  private boolean tells(Pass pass, Object traced, Set<Pass> unavailable) {
    if (wants(pass) && traced == null) {
      unavailable.add(pass);
    }
    return wants(pass) && traced != null;
  }

  /** Lets tensors outlive the scope of their pass, until they are released. */
  private static List<Tensor> keep(List<Tensor> tensors) {
    return tensors.stream().map(tensor -> (Tensor) tensor.retainReference()).toList();
  }

  private Supplier<List<NodeSums>> synflow(NetworkSource networks, KernelReadings readings, BatchNormMode mode) {
    try (PointerScope pass = new PointerScope()) {
      MeasurableNetwork network = networks.atInitialisation(inputs.absoluteWeights(), ElementType.FLOAT64);
      Tensor sum = network.forward(inputs.ones(), mode).logits().sum();
      return readings.sums(network, Autograd.gradients(sum, network.weights(), Autograd.Graph.FREED), List.of());
    }
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
  private NoiseResponse noiseResponse(NetworkSource networks) {
    Minibatch batch = inputs.minibatches().get(0);
    try (PointerScope pass = new PointerScope()) {
      MeasurableNetwork network = networks.withRunningStatistics(inputs.normalWeights(), inputs.type());
      Tensor before = features(network, batch.images());
      if (before == null) {
        return null;
      }
      Tensor after = features(network, batch.images().add(inputs.noise(), new Scalar(NOISE_WEIGHT)));
      Tensor change = before.sub(after).abs().sum();
      before.releaseReference();
      after.releaseReference();
      // Read together: from a device each reading is a wait.
      double[] read = Tensors.values(torch.stack(new TensorVector(Stream.concat(Stream.of(change),
          network.normalisations().stream().map(state -> state.variance().mean())).toArray(Tensor[]::new))));
      return new NoiseResponse(read[0] / batch.labels().length, Arrays.copyOfRange(read, 1, read.length));
    }
  }

  /** Returns the last feature map, to be released by the caller, and nothing else of the pass; null if there is none. */
  private static Tensor features(MeasurableNetwork network, Tensor images) {
    try (PointerScope pass = new PointerScope()) {
      Tensor features = network.forward(images, BatchNormMode.BATCH).features();
      // A handle of its own: the network's may belong to a list that ends here.
      return features == null ? null : new Tensor(features).retainReference();
    }
  }
}
