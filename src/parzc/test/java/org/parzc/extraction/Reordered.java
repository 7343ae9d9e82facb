package org.parzc.extraction;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.parzc.blueprint.Blueprint;
import org.parzc.blueprint.Convolution;
import org.parzc.blueprint.Layer;
import org.parzc.blueprint.Linear;
import org.parzc.blueprint.TokenLayer;
import org.parzc.network.Initialisation;
import org.parzc.network.Tensors;
import org.parzc.passes.Minibatch;
import org.parzc.passes.PassInputs;

/**
 * A network that computes the same as another, summing in another order: images, channels and the
 * inputs of sums are permuted, and the weights with them. Channels that a layer tells apart by
 * their place, as attention, groups and truncation do, stay where they are.
 */
final class Reordered {
  private final Blueprint original;
  private final Random random;
  private final Map<Integer, List<Integer>> layouts = new HashMap<>();
  private final List<Integer> parents = new ArrayList<>();
  private final List<Integer> sizes = new ArrayList<>();
  private final Set<Integer> fixed = new HashSet<>();
  private final Map<Integer, List<Integer>> orders = new HashMap<>();

  Reordered(Blueprint original, long seed) {
    this.original = original;
    random = new Random(seed);
    for (int v = 0; v < original.vertices().size(); v++) {
      layouts.put(v, layout(original.vertices().get(v)));
    }
    fix(layouts.get(original.output()));
  }

  /**
   * Returns the blocks of channels of a layer's output: each is permuted as a whole, wherever it
   * appears.
   */
  private List<Integer> layout(Blueprint.Vertex vertex) {
    Layer layer = vertex.layer();
    if (layer instanceof Layer.Input || layer instanceof Linear) {
      return block(vertex.shape().channels());
    }
    List<Integer> input = layouts.get(vertex.inputs().get(0));
    if (layer instanceof Convolution convolution && !convolution.depthwise()) {
      if (convolution.groups() > 1) {
        fix(input);
      }
      List<Integer> output = block(convolution.out());
      return convolution.groups() > 1 ? fix(output) : output;
    }
    if (layer instanceof TokenLayer.Attention) {
      fix(input);
      return fix(block(vertex.shape().channels()));
    }
    if (layer instanceof Layer.Truncation truncation) {
      fix(input);
      return fix(block(truncation.channels()));
    }
    if (layer instanceof Layer.Concatenation) {
      return vertex.inputs().stream().flatMap(from -> layouts.get(from).stream()).toList();
    }
    vertex.inputs().forEach(from -> same(input, layouts.get(from)));
    return input;
  }

  private List<Integer> block(int channels) {
    parents.add(parents.size());
    sizes.add(channels);
    return List.of(parents.size() - 1);
  }

  private List<Integer> fix(List<Integer> blocks) {
    blocks.forEach(block -> fixed.add(root(block)));
    return blocks;
  }

  private int root(int block) {
    return parents.get(block) == block ? block : root(parents.get(block));
  }

  private void same(List<Integer> one, List<Integer> other) {
    if (!one.stream().map(sizes::get).toList().equals(other.stream().map(sizes::get).toList())) {
      fix(one);
      fix(other);
      return;
    }
    for (int i = 0; i < one.size(); i++) {
      int a = root(one.get(i));
      int b = root(other.get(i));
      parents.set(a, b);
      if (fixed.contains(a)) {
        fixed.add(b);
      }
    }
  }

  /** Returns for each channel of a vertex the channel of the original that lies there. */
  private int[] order(int vertex) {
    List<Integer> order = new ArrayList<>();
    for (int block : layouts.get(vertex)) {
      int offset = order.size();
      orders
          .computeIfAbsent(root(block), root -> shuffled(sizes.get(root), !fixed.contains(root)))
          .forEach(channel -> order.add(offset + channel));
    }
    return order.stream().mapToInt(Integer::intValue).toArray();
  }

  private List<Integer> shuffled(int count, boolean really) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, count).boxed().toList());
    if (really) {
      Collections.shuffle(order, random);
    }
    return order;
  }

  /** Returns the network with the inputs of each sum in another order. */
  Blueprint blueprint() {
    return new Blueprint(
        original.vertices().stream()
            .map(
                vertex -> {
                  List<Integer> inputs = new ArrayList<>(vertex.inputs());
                  if (vertex.layer() instanceof Layer.Add) {
                    Collections.shuffle(inputs, random);
                  }
                  return new Blueprint.Vertex(
                      vertex.layer(), List.copyOf(inputs), vertex.shape(), vertex.cell());
                })
            .toList(),
        original.nodes(),
        original.output());
  }

  /** Returns what the passes start from, in the new order. */
  PassInputs inputs(PassInputs inputs) {
    Tensor images = indices(shuffled(inputs.minibatches().get(0).labels().length, true));
    Tensor channels = indices(order(0));
    return new PassInputs(
        inputs.type(),
        weights(inputs.weights()),
        weights(inputs.absoluteWeights()),
        weights(inputs.normalWeights()),
        inputs.minibatches().stream()
            .map(
                batch -> {
                  Tensor targets = batch.targets().index_select(0, images);
                  int[] labels =
                      IntStream.range(0, batch.labels().length)
                          .map(n -> targets.select(0, n).item_int())
                          .toArray();
                  return new Minibatch(
                      batch.images().index_select(0, images).index_select(1, channels),
                      targets,
                      labels);
                })
            .toList(),
        inputs.noise().index_select(0, images).index_select(1, channels),
        inputs.ones());
  }

  private Initialisation weights(Initialisation initialisation) {
    return new Initialisation() {
      @Override
      public Tensor weight(Blueprint.Node node, Layer.Weighted layer, int index) {
        Blueprint.Vertex vertex = original.vertices().get(node.vertex());
        Tensor weight =
            initialisation
                .weight(node, layer, index)
                .index_select(0, indices(order(node.vertex())));
        if (layer instanceof Convolution convolution && convolution.groups() > 1) {
          return weight;
        }
        int[] order = order(vertex.inputs().get(0));
        // A linear layer may read a whole map, channel by channel.
        int positions = (int) (weight.size(1) / order.length);
        return weight
            .index_select(
                1,
                indices(
                    IntStream.range(0, order.length * positions)
                        .map(k -> order[k / positions] * positions + k % positions)
                        .toArray()))
            .contiguous();
      }

      @Override
      public Tensor embedding(TokenLayer.Embedding embedding, int index) {
        int vertex =
            IntStream.range(0, original.vertices().size())
                .filter(v -> original.vertices().get(v).layer() instanceof TokenLayer.Embedding)
                .skip(index)
                .findFirst()
                .orElseThrow();
        return initialisation.embedding(embedding, index).index_select(2, indices(order(vertex)));
      }
    };
  }

  private static Tensor indices(int... order) {
    return Tensors.of(order);
  }

  private static Tensor indices(List<Integer> order) {
    return indices(order.stream().mapToInt(Integer::intValue).toArray());
  }
}
