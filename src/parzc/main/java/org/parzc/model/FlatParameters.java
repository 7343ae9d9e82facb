package org.parzc.model;

import java.util.Collection;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * The parameters of a network in one piece of memory, so that an optimiser that treats each element
 * alike takes its step with a few operations for all of them instead of as many for each: what a
 * GPU spends its time on is to begin them.
 */
final class FlatParameters {
  private final List<Tensor> all;
  private final Tensor values;

  /**
   * @param parameters float32, all on one device; from now on they share the memory of {@link
   *     #values}
   */
  FlatParameters(Collection<Tensor> parameters) {
    all = List.copyOf(parameters);
    values = flat(all.stream().map(Tensor::detach).toList());
    long from = 0;
    for (Tensor parameter : all) {
      parameter.set_data(values.narrow(0, from, parameter.numel()).view_as(parameter));
      from += parameter.numel();
    }
    values.set_requires_grad(true);
  }

  /** Returns the parameters. */
  List<Tensor> all() {
    return all;
  }

  /** Returns all elements of all parameters, one after another: what the optimiser changes. */
  Tensor values() {
    return values;
  }

  /** Says what the gradients of {@link #all} are. */
  void setGradients(List<Tensor> gradients) {
    values.mutable_grad().put(flat(gradients));
  }

  private static Tensor flat(List<Tensor> tensors) {
    return torch.cat(
        new TensorVector(
            tensors.stream().map(tensor -> tensor.reshape(-1)).toArray(Tensor[]::new)));
  }
}
