package org.parzc.statistics;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.parzc.network.Propagation;

/** Numbers read from a·δ, the outputs of the nodes times their gradients. */
final class OutputProducts {
  private OutputProducts() {}

  /** Returns the Fisher information per node: Σ_c ½ mean_n (Σ_s a·δ)². */
  static double[] fisher(Propagation propagation, List<Tensor> gradients) {
    return perNode(propagation, gradients, products -> {
      Tensor sums = products.dim() == 4 ? products.sum(new long[] {2, 3}, false, null) : products;
      return sums.to(ScalarType.Double).square().sum().mul(new Scalar(0.5 / products.size(0)));
    });
  }

  /** Returns Σ a·δ per node, which is Σ w·g, since the output is linear in the weights. */
  static double[] sums(Propagation propagation, List<Tensor> gradients) {
    return perNode(propagation, gradients, Tensor::sum);
  }

  private static double[] perNode(Propagation propagation, List<Tensor> gradients, UnaryOperator<Tensor> number) {
    return IntStream.range(0, gradients.size()).mapToDouble(node -> {
      Tensor output = propagation.output(node);
      if (output == null || !gradients.get(node).defined()) {
        return 0;
      }
      try (Tensor products = output.mul(gradients.get(node))) {
        return number.apply(products).item_double();
      }
    }).toArray();
  }
}
