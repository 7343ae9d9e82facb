package org.parzc.network;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Gradients without side effects: nothing is accumulated in the tensors themselves. */
public final class Autograd {
  /** What becomes of the graph that is differentiated. */
  public enum Graph {
    /** Freed: nothing is differentiated after this. */
    FREED,
    /** Kept, so that something else can be differentiated. */
    KEPT,
    /** Kept, and the gradients can be differentiated themselves. */
    EXTENDED
  }

  private Autograd() {}

  /** Returns ∂of/∂with for a scalar. See {@link #gradients(List, List, List, Graph)}. */
  public static List<Tensor> gradients(Tensor of, List<Tensor> with, Graph graph) {
    return gradients(List.of(of), List.of(), with, graph);
  }

  /**
   * Returns Σ incoming · ∂of/∂with.
   *
   * @param of tensors to differentiate
   * @param incoming one gradient for each of {@code of}; empty if those are scalars
   * @param with tensors to differentiate with respect to
   * @return one contiguous gradient for each of {@code with}; undefined where {@code of} does not
   *     depend on it
   */
  public static List<Tensor> gradients(
      List<Tensor> of, List<Tensor> incoming, List<Tensor> with, Graph graph) {
    TensorVector gradients;
    try {
      gradients =
          torch.grad(
              vector(of),
              vector(with),
              vector(incoming),
              new BoolOptional(graph != Graph.FREED),
              graph == Graph.EXTENDED,
              true);
    } catch (RuntimeException e) {
      forgetWhatIsLeft();
      throw e;
    }
    List<Tensor> list = new ArrayList<>();
    for (long i = 0; i < gradients.size(); i++) {
      Tensor gradient = gradients.get(i);
      list.add(gradient.defined() ? gradient.contiguous() : new Tensor());
    }
    return list;
  }

  /**
   * Differentiates something small. What a pass that failed had still to do stays in LibTorch's
   * queue of the thread, with the memory of a network, until the thread's next pass.
   */
  private static void forgetWhatIsLeft() {
    try (PointerScope scope = new PointerScope()) {
      Tensor one = torch.ones(1).set_requires_grad(true);
      torch.grad(new TensorVector(one.mul(one)), new TensorVector(one));
    }
  }

  private static TensorVector vector(List<Tensor> tensors) {
    return new TensorVector(tensors.toArray(Tensor[]::new));
  }
}
