package org.parzc.passes;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.parzc.nativecore.ElementType;
import org.parzc.nativecore.KernelQueue;
import org.parzc.nativecore.NodeSums;
import org.parzc.nativecore.Pending;
import org.parzc.network.MeasurableNetwork;
import org.parzc.network.Tensors;

/**
 * Hands LibTorch's memory to the native kernels, in place: tensors in, numbers out. The numbers may
 * be asked for once the queue is finished; the tensors may be let go of before, since LibTorch
 * gives memory to later work of the same stream only.
 */
final class KernelReadings {
  /** The output of a node on tokens is (batch, tokens, features). */
  private static final int SEQUENCE_DIMENSIONS = 3;

  private final KernelQueue queue;

  /**
   * @param queue kernels that read the memory where the tensors lie
   */
  KernelReadings(KernelQueue queue) {
    this.queue = queue;
  }

  /**
   * Returns the sums per node; gradients and Hessian-gradient products may be empty, their sums are
   * 0 then.
   */
  Supplier<List<NodeSums>> sums(
      MeasurableNetwork network, List<Tensor> gradients, List<Tensor> hessianGradients) {
    Pending<NodeSums[]> sums =
        queue.nodeSums(
            network.type(),
            addresses(network.type(), network.weights()),
            gradients.isEmpty()
                ? new Pointer[network.weights().size()]
                : addresses(network.type(), gradients),
            hessianGradients.isEmpty() ? null : addresses(network.type(), hessianGradients),
            sizes(network));
    return () -> List.of(sums.get());
  }

  /** Returns the Fisher information per node; the channels of a node on tokens are the features. */
  Supplier<double[]> fisher(
      MeasurableNetwork network, List<Tensor> outputs, List<Tensor> outputGradients) {
    return fisherOfSecondDimension(
        network,
        outputs.stream().map(KernelReadings::channelsSecond).toList(),
        outputGradients.stream().map(KernelReadings::channelsSecond).toList());
  }

  /**
   * Returns the Fisher information of the nodes on tokens, with the tokens in the place of
   * channels.
   */
  Supplier<Map<Integer, Double>> fisherOfTokens(
      MeasurableNetwork network, List<Tensor> outputs, List<Tensor> outputGradients) {
    List<Integer> nodes =
        IntStream.range(0, outputs.size())
            .boxed()
            .filter(node -> outputs.get(node).dim() == SEQUENCE_DIMENSIONS)
            .toList();
    if (nodes.isEmpty()) {
      return Map::of;
    }
    Supplier<double[]> fisher =
        fisherOfSecondDimension(
            network,
            nodes.stream().map(outputs::get).toList(),
            nodes.stream().map(outputGradients::get).toList());
    return () -> {
      double[] values = fisher.get();
      return IntStream.range(0, values.length)
          .boxed()
          .collect(Collectors.toMap(nodes::get, i -> values[i]));
    };
  }

  private static Tensor channelsSecond(Tensor tensor) {
    return tensor.defined() && tensor.dim() == SEQUENCE_DIMENSIONS
        ? tensor.transpose(1, 2).contiguous()
        : tensor;
  }

  private Supplier<double[]> fisherOfSecondDimension(
      MeasurableNetwork network, List<Tensor> outputs, List<Tensor> outputGradients) {
    List<Tensor> contiguous = outputs.stream().map(Tensor::contiguous).toList();
    long[] images = contiguous.stream().mapToLong(output -> output.size(0)).toArray();
    long[] channels = contiguous.stream().mapToLong(output -> output.size(1)).toArray();
    long[] positions =
        contiguous.stream()
            .mapToLong(output -> output.numel() / (output.size(0) * output.size(1)))
            .toArray();
    return queue.fisher(
            network.type(),
            addresses(network.type(), contiguous),
            addresses(network.type(), outputGradients),
            images,
            channels,
            positions)
        ::get;
  }

  /** Returns, for each ReLU vertex, the images × images matrix of equal activation signs. */
  Supplier<Map<Integer, long[]>> signAgreement(
      MeasurableNetwork network, Map<Integer, Tensor> activations) {
    if (activations.isEmpty()) {
      return Map::of;
    }
    List<Integer> vertices = List.copyOf(activations.keySet());
    List<Tensor> inputs =
        vertices.stream().map(vertex -> activations.get(vertex).contiguous()).toList();
    long images = inputs.get(0).size(0);
    Pending<long[][]> matrices =
        queue.signAgreement(
            network.type(),
            addresses(network.type(), inputs),
            (int) images,
            inputs.stream().mapToLong(input -> input.numel() / images).toArray());
    return () -> {
      Map<Integer, long[]> agreement = new HashMap<>();
      for (int i = 0; i < vertices.size(); i++) {
        agreement.put(vertices.get(i), matrices.get()[i]);
      }
      return agreement;
    };
  }

  /**
   * Returns Σ mean|g| / std(g) per node.
   *
   * @param minibatches per minibatch, the gradients per node
   */
  Supplier<double[]> zico(MeasurableNetwork network, List<List<Tensor>> minibatches) {
    Pointer[] addresses =
        IntStream.range(0, network.weights().size())
            .boxed()
            .flatMap(
                node ->
                    minibatches.stream()
                        .map(gradients -> Tensors.data(gradients.get(node), network.type())))
            .toArray(Pointer[]::new);
    return queue.zico(network.type(), addresses, minibatches.size(), sizes(network))::get;
  }

  private static Pointer[] addresses(ElementType type, List<Tensor> tensors) {
    return tensors.stream().map(tensor -> Tensors.data(tensor, type)).toArray(Pointer[]::new);
  }

  private static long[] sizes(MeasurableNetwork network) {
    return network.weights().stream().mapToLong(Tensor::numel).toArray();
  }
}
