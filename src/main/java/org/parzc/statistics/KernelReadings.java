package org.parzc.statistics;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.parzc.nativecore.Kernels;
import org.parzc.nativecore.NodeSums;
import org.parzc.network.MeasurableNetwork;
import org.parzc.network.Tensors;

/** Hands LibTorch's memory to the native kernels, in place: tensors in, numbers out. */
final class KernelReadings {
  private final Kernels kernels;

  /** @param kernels kernels that read the memory where the tensors lie */
  KernelReadings(Kernels kernels) {
    this.kernels = kernels;
  }

  /** Returns the sums per node; gradients and Hessian-gradient products may be empty, their sums are 0 then. */
  List<NodeSums> sums(MeasurableNetwork network, List<Tensor> gradients, List<Tensor> hessianGradients) {
    return List.of(kernels.nodeSums(network.type(), addresses(network.weights()),
        gradients.isEmpty() ? new Pointer[network.weights().size()] : addresses(gradients),
        hessianGradients.isEmpty() ? null : addresses(hessianGradients), sizes(network)));
  }

  /** Returns the Fisher information per node. */
  double[] fisher(MeasurableNetwork network, List<Tensor> outputs, List<Tensor> outputGradients) {
    List<Tensor> contiguous = outputs.stream().map(Tensor::contiguous).toList();
    long[] images = contiguous.stream().mapToLong(output -> output.size(0)).toArray();
    long[] channels = contiguous.stream().mapToLong(output -> output.size(1)).toArray();
    long[] positions = contiguous.stream()
        .mapToLong(output -> output.numel() / (output.size(0) * output.size(1))).toArray();
    return kernels.fisher(network.type(), addresses(contiguous), addresses(outputGradients), images, channels,
        positions);
  }

  /** Returns, for each ReLU vertex, the images × images matrix of equal activation signs. */
  Map<Integer, long[]> signAgreement(MeasurableNetwork network, Map<Integer, Tensor> activations) {
    if (activations.isEmpty()) {
      return Map.of();
    }
    List<Integer> vertices = List.copyOf(activations.keySet());
    List<Tensor> inputs = vertices.stream().map(vertex -> activations.get(vertex).contiguous()).toList();
    long images = inputs.get(0).size(0);
    long[][] matrices = kernels.signAgreement(network.type(), addresses(inputs), (int) images,
        inputs.stream().mapToLong(input -> input.numel() / images).toArray());
    Map<Integer, long[]> agreement = new HashMap<>();
    for (int i = 0; i < matrices.length; i++) {
      agreement.put(vertices.get(i), matrices[i]);
    }
    return agreement;
  }

  /**
   * Returns Σ mean|g| / std(g) per node.
   *
   * @param minibatches per minibatch, the gradients per node
   */
  double[] zico(MeasurableNetwork network, List<List<Tensor>> minibatches) {
    Pointer[] addresses = IntStream.range(0, network.weights().size()).boxed()
        .flatMap(node -> minibatches.stream().map(gradients -> Tensors.data(gradients.get(node))))
        .toArray(Pointer[]::new);
    return kernels.zico(network.type(), addresses, minibatches.size(), sizes(network));
  }

  private static Pointer[] addresses(List<Tensor> tensors) {
    return tensors.stream().map(Tensors::data).toArray(Pointer[]::new);
  }

  private static long[] sizes(MeasurableNetwork network) {
    return network.weights().stream().mapToLong(Tensor::numel).toArray();
  }
}
