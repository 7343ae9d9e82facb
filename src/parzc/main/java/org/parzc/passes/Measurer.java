package org.parzc.passes;

import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.parzc.nativecore.ElementType;
import org.parzc.nativecore.KernelQueue;
import org.parzc.nativecore.Kernels;
import org.parzc.nativecore.NodeSums;
import org.parzc.network.Autograd;
import org.parzc.network.BatchNormMode;
import org.parzc.network.MeasurableNetwork;
import org.parzc.network.NetworkSource;

/** Runs the passes over one network and reads the numbers off. Thread-safe. */
public final class Measurer {
  private final PassInputs inputs;
  private final Set<Pass> passes;
  private final Kernels kernels;

  /**
   * @param kernels kernels that read the memory where the inputs lie
   */
  public Measurer(PassInputs inputs, Set<Pass> passes, Kernels kernels) {
    this.inputs = inputs;
    this.passes = passes;
    this.kernels = kernels;
  }

  /**
   * Runs the passes over the networks of one architecture. What a pass leaves in native memory is
   * freed before the next one runs, so that the peak is that of the largest. The kernels of all
   * passes are waited for once.
   */
  public PassResults measure(NetworkSource networks) {
    try (KernelQueue queue = kernels.queue()) {
      KernelReadings readings = new KernelReadings(queue);
      MinibatchPasses.Read loss = new MinibatchPasses(inputs, passes, readings).run(networks);
      PassResult<NoiseResponse> noise =
          passes.contains(Pass.NOISE_RESPONSE)
              ? NoisePass.run(inputs, networks)
              : PassResult.absent(Pass.NOISE_RESPONSE);
      Supplier<PassResult<List<NodeSums>>> synflow =
          synflow(Pass.SYNFLOW, networks, readings, BatchNormMode.BYPASSED);
      Supplier<PassResult<List<NodeSums>>> synflowBn =
          synflow(Pass.SYNFLOW_BN, networks, readings, BatchNormMode.BATCH);
      queue.finish();
      return new PassResults(
          loss.sums().get(),
          loss.fisher().get(),
          loss.signs().get(),
          loss.images(),
          loss.variation().get(),
          synflow.get(),
          synflowBn.get(),
          noise);
    }
  }

  private Supplier<PassResult<List<NodeSums>>> synflow(
      Pass pass, NetworkSource networks, KernelReadings readings, BatchNormMode mode) {
    if (!passes.contains(pass)) {
      return () -> PassResult.absent(pass);
    }
    try (PointerScope scope = new PointerScope()) {
      MeasurableNetwork network =
          networks.atInitialisation(inputs.absoluteWeights(), ElementType.FLOAT64);
      Tensor sum = network.forward(inputs.ones(), mode).logits().sum();
      Supplier<List<NodeSums>> sums =
          readings.sums(
              network, Autograd.gradients(sum, network.weights(), Autograd.Graph.FREED), List.of());
      return () -> PassResult.of(pass, sums.get());
    }
  }
}
