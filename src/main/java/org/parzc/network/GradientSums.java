package org.parzc.network;

import java.util.BitSet;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.parzc.space.Blueprint;

/** Gradients on their way back: at every vertex, the sum of what its readers sent. */
final class GradientSums {
  private final Blueprint blueprint;
  private final Junction junction;
  private final BitSet wanted;
  private final TermSum[] sums;

  /**
   * @param junction what the network's junctions do
   * @param wanted vertices that gradients are wanted for; nothing else is computed
   */
  GradientSums(Blueprint blueprint, Junction junction, BitSet wanted) {
    this.blueprint = blueprint;
    this.junction = junction;
    this.wanted = wanted;
    sums = new TermSum[blueprint.vertices().size()];
  }

  /** Returns empty sums for the same vertices. */
  GradientSums empty() {
    return new GradientSums(blueprint, junction, wanted);
  }

  /** Adds a gradient of a vertex, which is closed or becomes the sum. */
  void add(int vertex, Tensor gradient) {
    if (sums[vertex] == null) {
      sums[vertex] = new TermSum();
    }
    sums[vertex].add(gradient);
  }

  /** Returns the gradient of a vertex, null for none; it is still the sum's. */
  Tensor at(int vertex) {
    return sums[vertex] == null ? null : sums[vertex].value();
  }

  /** Returns whether a vertex' only input wants a gradient. */
  boolean goesOn(int vertex) {
    return wanted.get(blueprint.vertices().get(vertex).inputs().get(0));
  }

  /** Hands a gradient on to every input, as a {@link Junction} does. */
  void handOn(int vertex) {
    List<Integer> inputs = blueprint.vertices().get(vertex).inputs();
    for (int position = 0; position < inputs.size(); position++) {
      if (wanted.get(inputs.get(position))) {
        add(inputs.get(position), junction.backward(vertex, position, at(vertex)));
      }
    }
  }

  /** Frees the gradient of a vertex. */
  void release(int vertex) {
    at(vertex).close();
    sums[vertex] = null;
  }
}
