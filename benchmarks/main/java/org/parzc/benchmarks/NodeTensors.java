package org.parzc.benchmarks;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.parzc.blueprint.Blueprint;
import org.parzc.network.LibTorch;
import org.parzc.space.Architecture;

/**
 * Weight-shaped float32 tensors of some networks, with normal values. Every network has tensors of
 * its own, as gradients have; made outside any scope, so they live until {@link #close}.
 */
final class NodeTensors implements AutoCloseable {
  /**
   * The tensors of one node.
   *
   * @param weights w
   * @param gradients g
   * @param hessianGradients h
   */
  record Node(Tensor weights, Tensor gradients, Tensor hessianGradients) {
    List<Tensor> all() {
      return List.of(weights, gradients, hessianGradients);
    }
  }

  private final List<Node> nodes = new ArrayList<>();

  NodeTensors(List<Architecture> architectures) {
    LibTorch.start();
    torch.manual_seed(1);
    for (Architecture architecture : architectures) {
      Blueprint blueprint = Cell.blueprint(architecture);
      for (Blueprint.Node node : blueprint.nodes()) {
        long[] shape = blueprint.weighted(node).weightShape();
        nodes.add(new Node(normal(shape), normal(shape), normal(shape)));
      }
    }
  }

  private static Tensor normal(long[] shape) {
    return torch.randn(shape).retainReference();
  }

  List<Node> nodes() {
    return nodes;
  }

  long bytes() {
    return nodes.stream().mapToLong(node -> 3 * Float.BYTES * node.weights().numel()).sum();
  }

  @Override
  public void close() {
    nodes.forEach(node -> node.all().forEach(Tensor::releaseReference));
    nodes.clear();
  }
}
