package org.parzc.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.parzc.nativecore.Kernels;
import org.parzc.nativecore.NodeSums;
import org.parzc.network.Network;
import org.parzc.network.Propagation;
import org.parzc.network.Tensors;
import org.parzc.space.Blueprint;
import org.parzc.space.Layer;

/** Hands LibTorch's memory to the native kernels, in place: tensors in, numbers out. */
final class KernelReadings {
  private final Kernels kernels;

  /** @param kernels kernels that read the memory where the tensors lie */
  KernelReadings(Kernels kernels) {
    this.kernels = kernels;
  }

  /**
   * Returns the sums per node.
   *
   * @param gradients of the weights; empty for none, their sums are 0 then
   * @param productChanges g·g + w·(Hg) per node; empty for none, w·(Hg) is 0 then
   */
  List<NodeSums> sums(Network network, List<Tensor> gradients, double[] productChanges) {
    NodeSums[] sums = kernels.nodeSums(network.type(), addresses(network.laidOutWeights()),
        gradients.isEmpty() ? new Pointer[network.weights().size()] : addresses(gradients), null, sizes(network));
    for (int node = 0; node < productChanges.length; node++) {
      NodeSums sum = sums[node];
      sums[node] = new NodeSums(sum.w2(), sum.g2(), sum.absWg(), sum.wg(), productChanges[node] - sum.g2(),
          sum.nonFinite());
    }
    return List.of(sums);
  }

  /**
   * Returns the Fisher information per node.
   *
   * @param gradients per node, of its output; undefined for zeros
   */
  double[] fisher(Propagation propagation, List<Tensor> gradients) {
    int nodes = gradients.size();
    Pointer[] outputs = new Pointer[nodes];
    Pointer[] slopes = new Pointer[nodes];
    long[] images = new long[nodes];
    long[] channels = new long[nodes];
    long[] positions = new long[nodes];
    // The kernel sums over the positions of a channel, so these must be adjacent.
    try (PointerScope copies = new PointerScope()) {
      for (int node = 0; node < nodes; node++) {
        Tensor output = propagation.output(node);
        if (output != null && gradients.get(node).defined()) {
          outputs[node] = Tensors.data(output.contiguous());
          slopes[node] = Tensors.data(gradients.get(node).contiguous());
          images[node] = output.size(0);
          channels[node] = output.size(1);
          positions[node] = output.numel() / (images[node] * channels[node]);
        }
      }
      return kernels.fisher(propagation.network().type(), outputs, slopes, images, channels, positions);
    }
  }

  /** Returns, for each ReLU vertex, the images × images matrix of equal activation signs. */
  Map<Integer, long[]> signAgreement(Propagation propagation) {
    Blueprint blueprint = propagation.network().blueprint();
    int images = (int) propagation.logits().size(0);
    Map<Integer, long[]> agreement = new HashMap<>();
    List<Integer> vertices = new ArrayList<>();
    for (int v = 0; v < blueprint.vertices().size(); v++) {
      if (propagation.activation(v) != null) {
        vertices.add(v);
      } else if (blueprint.vertices().get(v).layer() instanceof Layer.Relu) {
        long[] everywhere = new long[images * images];
        Arrays.fill(everywhere, blueprint.vertices().get(v).shape().elements());
        agreement.put(v, everywhere);
      }
    }
    long[][] matrices = kernels.signAgreement(propagation.network().type(),
        addresses(vertices.stream().map(propagation::activation).toList()), images,
        vertices.stream().mapToLong(v -> blueprint.vertices().get(v).shape().elements()).toArray());
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
  double[] zico(Network network, List<List<Tensor>> minibatches) {
    Pointer[] addresses = IntStream.range(0, network.weights().size()).boxed()
        .flatMap(node -> minibatches.stream().map(gradients -> Tensors.data(gradients.get(node))))
        .toArray(Pointer[]::new);
    return kernels.zico(network.type(), addresses, minibatches.size(), sizes(network));
  }

  private static Pointer[] addresses(List<Tensor> tensors) {
    return tensors.stream().map(Tensors::data).toArray(Pointer[]::new);
  }

  private static long[] sizes(Network network) {
    return network.weights().stream().mapToLong(Tensor::numel).toArray();
  }
}
