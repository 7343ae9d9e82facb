package org.parzc.network;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.parzc.space.Blueprint;
import org.parzc.space.Layer.Concatenation;
import org.parzc.space.Shape;

/**
 * Layers that may have several inputs: sums and concatenations. Being linear, they do to changes what they do to values.
 *
 * @param blueprint the network
 * @param layout how tensors lie in memory
 */
record Junction(Blueprint blueprint, Layout layout) {
  /** Returns what a vertex makes of its inputs, null standing for zeros; null if all are. */
  Tensor forward(int vertex, Tensor[] values) {
    return blueprint.vertices().get(vertex).layer() instanceof Concatenation ? concatenation(vertex, values)
        : sum(vertex, values);
  }

  private Tensor sum(int vertex, Tensor[] values) {
    TermSum sum = new TermSum();
    for (int input : inputs(vertex)) {
      if (values[input] != null) {
        sum.add(new Tensor(values[input]));
      }
    }
    return sum.value();
  }

  private Tensor concatenation(int vertex, Tensor[] values) {
    Tensor some = inputs(vertex).stream().map(input -> values[input]).filter(value -> value != null).findFirst()
        .orElse(null);
    if (some == null) {
      return null;
    }
    Tensor[] parts = inputs(vertex).stream().map(input -> values[input] == null ? zeros(input, some) : values[input])
        .toArray(Tensor[]::new);
    try (TensorVector all = new TensorVector(parts); Tensor together = torch.cat(all, 1)) {
      return layout.of(together);
    }
  }

  private Tensor zeros(int vertex, Tensor like) {
    Shape shape = blueprint.vertices().get(vertex).shape();
    return like.new_zeros(like.size(0), shape.channels(), shape.height(), shape.width());
  }

  /** Returns the gradient of one of a vertex' inputs. */
  Tensor backward(int vertex, int position, Tensor gradient) {
    if (!(blueprint.vertices().get(vertex).layer() instanceof Concatenation)) {
      return new Tensor(gradient);
    }
    int from = inputs(vertex).subList(0, position).stream().mapToInt(this::channels).sum();
    return layout.channels(gradient, from, channels(inputs(vertex).get(position)));
  }

  private List<Integer> inputs(int vertex) {
    return blueprint.vertices().get(vertex).inputs();
  }

  private int channels(int vertex) {
    return blueprint.vertices().get(vertex).shape().channels();
  }
}
