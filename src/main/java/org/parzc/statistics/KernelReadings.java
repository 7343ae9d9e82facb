package org.parzc.statistics;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.parzc.nativecore.Kernels;
import org.parzc.nativecore.NodeSums;
import org.parzc.network.Network;
import org.parzc.network.Tensors;

/** Hands LibTorch's memory to the native kernels, in place: tensors in, numbers out. */
final class KernelReadings {
  private KernelReadings() {}

  /** Returns the sums per node; gradients and Hessian-gradient products may be empty, their sums are 0 then. */
  static List<NodeSums> sums(Network network, List<Tensor> gradients, List<Tensor> hessianGradients) {
    return List.of(Kernels.nodeSums(network.type(), addresses(network.weights()),
        gradients.isEmpty() ? new Pointer[network.weights().size()] : addresses(gradients),
        hessianGradients.isEmpty() ? null : addresses(hessianGradients), sizes(network)));
  }

  /** Returns the Fisher information per node. */
  static double[] fisher(Network network, List<Tensor> outputs, List<Tensor> outputGradients) {
    return IntStream.range(0, outputs.size()).mapToDouble(node -> {
      Tensor gradient = outputGradients.get(node);
      if (!gradient.defined()) {
        return 0;
      }
      Tensor output = outputs.get(node).contiguous();
      long images = output.size(0);
      long channels = output.size(1);
      return Kernels.fisher(network.type(), Tensors.data(output), Tensors.data(gradient), images, channels,
          output.numel() / (images * channels));
    }).toArray();
  }

  /** Returns, for each ReLU vertex, the images × images matrix of equal activation signs. */
  static Map<Integer, long[]> signAgreement(Network network, Map<Integer, Tensor> activations) {
    Map<Integer, long[]> agreement = new HashMap<>();
    activations.forEach((vertex, activation) -> {
      int images = (int) activation.size(0);
      agreement.put(vertex, Kernels.signAgreement(network.type(), Tensors.data(activation.contiguous()), images,
          activation.numel() / images));
    });
    return agreement;
  }

  /**
   * Returns Σ mean|g| / std(g) per node.
   *
   * @param minibatches per minibatch, the gradients per node
   */
  static double[] zico(Network network, List<List<Tensor>> minibatches) {
    Pointer[] addresses = IntStream.range(0, network.weights().size()).boxed()
        .flatMap(node -> minibatches.stream().map(gradients -> Tensors.data(gradients.get(node))))
        .toArray(Pointer[]::new);
    return Kernels.zico(network.type(), addresses, minibatches.size(), sizes(network));
  }

  private static Pointer[] addresses(List<Tensor> tensors) {
    return tensors.stream().map(Tensors::data).toArray(Pointer[]::new);
  }

  private static long[] sizes(Network network) {
    return network.weights().stream().mapToLong(Tensor::numel).toArray();
  }
}
