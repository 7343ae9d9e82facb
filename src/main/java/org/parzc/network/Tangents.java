package org.parzc.network;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.parzc.space.Blueprint;

/**
 * What a small change of all weights in one direction does to one forward and one backward pass: the second derivatives
 * in that direction.
 *
 * <p>For a node with output a = a(w, x), linear in w, and gradient δ of that output, Σ w·g = Σ a·δ. Along a direction
 * v, therefore, Σ w·(Hv) = Σ (ȧ·δ + a·δ̇) − Σ v·g, which needs no derivative of a weight's gradient.
 */
public final class Tangents {
  private final Propagation propagation;
  private final Gradients gradients;
  private final Blueprint blueprint;
  private final Tangent[] tangents;
  private final BitSet normalised = new BitSet();
  private final List<List<Tensor>> products = new ArrayList<>();
  private Tensor logits;

  private Tangents(Propagation propagation, Gradients gradients) {
    this.propagation = propagation;
    this.gradients = gradients;
    blueprint = propagation.network().blueprint();
    tangents = new Tangent[blueprint.vertices().size()];
    blueprint.nodes().forEach(node -> products.add(new ArrayList<>()));
  }

  /**
   * Changes the weights.
   *
   * @param gradients of the layers and outputs
   * @param direction per node, the change of its weights; undefined for none
   */
  public static Tangents of(Propagation propagation, Gradients gradients, List<Tensor> direction) {
    Tangents tangents = new Tangents(propagation, gradients);
    tangents.forward(direction);
    return tangents;
  }

  private void forward(List<Tensor> direction) {
    Tensor[] changes = new Tensor[tangents.length];
    BitSet live = propagation.live();
    int[] readers = propagation.readers(live);
    findNormalised(readers);
    for (int v = live.nextSetBit(0); v >= 0; v = live.nextSetBit(v + 1)) {
      List<Integer> inputs = blueprint.vertices().get(v).inputs();
      changes[v] = change(v, inputs, changes, direction);
      for (int input : inputs) {
        if (--readers[input] == 0 && changes[input] != null) {
          changes[input].close();
          changes[input] = null;
        }
      }
    }
    logits = changes[blueprint.output()] == null ? torch.zeros_like(propagation.logits()) : changes[blueprint.output()];
  }

  /** Finds the nodes whose output nothing but batch norm reads. */
  private void findNormalised(int[] readers) {
    propagation.live().stream().filter(v -> propagation.step(v) instanceof BatchNormStep)
        .map(v -> blueprint.vertices().get(v).inputs().get(0))
        .filter(input -> readers[input] == 1 && propagation.step(input) instanceof WeightedStep)
        .forEach(normalised::set);
  }

  private Tensor change(int v, List<Integer> inputs, Tensor[] changes, List<Tensor> direction) {
    Step step = propagation.step(v);
    if (step == null) {
      return propagation.junction().forward(v, changes);
    }
    Tensor input = changes[inputs.get(0)];
    if (step instanceof WeightedStep weighted) {
      int node = propagation.network().node(v);
      tangents[v] = weighted.tangent(input, direction.get(node));
      if (!normalised.get(v)) {
        multiply(node, tangents[v].change(), gradients.at(v));
      }
    } else if (input != null) {
      tangents[v] = step.tangent(input);
    }
    return tangents[v] == null ? null : tangents[v].change();
  }

  private void multiply(int node, Tensor a, Tensor b) {
    try (Tensor x = propagation.layout().inMemoryOrder(a); Tensor y = propagation.layout().inMemoryOrder(b)) {
      products.get(node).add(torch.dot(x.reshape(-1), y.reshape(-1)));
    }
  }

  /** Returns the change of the logits. */
  public Tensor logits() {
    return logits;
  }

  /**
   * Returns per node Σ (ȧ·δ + a·δ̇), a the node's output and δ its gradient.
   *
   * @param logitsGradient change of the gradient of the logits
   */
  public double[] productChanges(Tensor logitsGradient) {
    BitSet live = propagation.live();
    if (live.get(blueprint.output())) {
      GradientSums sums = gradients.like();
      sums.add(blueprint.output(), new Tensor(logitsGradient));
      for (int v = blueprint.output(); v >= 0; v = live.previousSetBit(v - 1)) {
        if (sums.at(v) != null) {
          visit(v, sums);
          sums.release(v);
        }
      }
    }
    return products.stream().mapToDouble(Tangents::total).toArray();
  }

  private void visit(int v, GradientSums sums) {
    Step step = propagation.step(v);
    if (step instanceof WeightedStep && !normalised.get(v)) {
      int node = propagation.network().node(v);
      multiply(node, propagation.output(node), sums.at(v));
    }
    if (step == null) {
      sums.handOn(v);
      return;
    }
    if (sums.goesOn(v)) {
      sums.add(blueprint.vertices().get(v).inputs().get(0), tangents[v] == null ? step.backward(sums.at(v))
          : tangents[v].backward(gradients.at(v), sums.at(v)));
      int input = blueprint.vertices().get(v).inputs().get(0);
      if (normalised.get(input) && tangents[v] instanceof BatchNormTangent norm) {
        products.get(propagation.network().node(input)).add(norm.productChange());
      }
    }
    if (tangents[v] != null) {
      tangents[v].close();
    }
  }

  private static double total(List<Tensor> products) {
    return products.stream().mapToDouble(Tensor::item_double).sum();
  }
}
