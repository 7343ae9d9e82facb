package org.parzc.blueprint;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.parzc.InputException;

/**
 * A network as plain data: a graph of layers in execution order, with a {@link Slot} for every
 * weighted layer. The hinge between spaces, which write it, and everything else, which reads it.
 * Immutable and thread-safe.
 *
 * @param vertices the layers, each after its inputs; the first is the {@link Layer.Input}
 * @param nodes the weighted layers in the order of their slots in the space, which need not be that
 *     of execution
 * @param output vertex of the logits
 */
public record Blueprint(List<Vertex> vertices, List<Node> nodes, int output) {

  /**
   * One layer in the graph.
   *
   * @param layer what is computed
   * @param inputs vertices it reads, all smaller than its own number
   * @param shape its output for one image
   * @param cell name of the cell it belongs to, empty outside cells
   */
  public record Vertex(Layer layer, List<Integer> inputs, Shape shape, String cell) {}

  /**
   * One weighted layer: a row of the statistics.
   *
   * @param vertex its vertex
   * @param slot its place in the space
   * @param activation vertex of the ReLU in the node's own operation, before or after its weight,
   *     if it has one
   */
  public record Node(int vertex, Slot slot, OptionalInt activation) {}

  /** Copies the lists. */
  public Blueprint {
    vertices = List.copyOf(vertices);
    nodes = List.copyOf(nodes);
  }

  /** Returns a builder for a network on images of the given shape. */
  public static Builder builder(Shape input) {
    return new Builder(input);
  }

  /** Returns the shape of one input image. */
  public Shape input() {
    return vertices.get(0).shape();
  }

  /** Returns the weighted layer of a node. */
  public Layer.Weighted weighted(Node node) {
    return (Layer.Weighted) vertices.get(node.vertex()).layer();
  }

  /**
   * Returns the number of trainable parameters: weights, biases, affine normalisation and learned
   * embeddings.
   *
   * @throws InputException if there are 2^63 or more
   */
  public long parameters() {
    return sum("parameters", vertex -> vertex.layer().parameters());
  }

  /**
   * Returns the multiply-adds of the weighted layers, and of attention's products, for one image.
   *
   * @throws InputException if there are 2^63 or more
   */
  public long flops() {
    return sum("multiply-adds", vertex -> vertex.layer().flops(vertex.shape()));
  }

  private long sum(String what, ToLongFunction<Vertex> each) {
    try {
      return vertices.stream().mapToLong(each).reduce(0, Math::addExact);
    } catch (ArithmeticException e) {
      throw new InputException(
          "network: found more than 2^63 %s, expected fewer".formatted(what), e);
    }
  }

  /**
   * Returns the vertices through which the input can influence the output: those on a path from the
   * input to the output that no {@link Layer.Zero} cuts.
   */
  public BitSet live() {
    BitSet fed = new BitSet();
    for (int v = 0; v < vertices.size(); v++) {
      Vertex vertex = vertices.get(v);
      boolean isFed =
          vertex.layer() instanceof Layer.Input
              || !(vertex.layer() instanceof Layer.Zero)
                  && vertex.inputs().stream().anyMatch(fed::get);
      fed.set(v, isFed);
    }
    BitSet live = new BitSet();
    live.set(output, fed.get(output));
    for (int v = output; v >= 0; v--) {
      if (live.get(v)) {
        vertices.get(v).inputs().stream().filter(fed::get).forEach(live::set);
      }
    }
    return live;
  }

  /**
   * Returns the largest number of weighted layers on one live path from input to output; 0 when
   * none is live.
   */
  public int depth() {
    BitSet live = live();
    int[] depth = new int[vertices.size()];
    for (int v = live.nextSetBit(0); v >= 0; v = live.nextSetBit(v + 1)) {
      Vertex vertex = vertices.get(v);
      int before =
          vertex.inputs().stream().filter(live::get).mapToInt(i -> depth[i]).max().orElse(0);
      depth[v] = before + (vertex.layer() instanceof Layer.Weighted ? 1 : 0);
    }
    return depth[output];
  }

  /**
   * Collects layers; each {@code add} returns the vertex that later layers read. Not thread-safe.
   */
  public static final class Builder {
    private final List<Vertex> vertices = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private final Set<String> slots = new HashSet<>();
    private String cell = "";

    private Builder(Shape input) {
      vertices.add(new Vertex(new Layer.Input(input), List.of(), input, cell));
    }

    /** Returns the vertex of the network's input. */
    public int input() {
      return 0;
    }

    /** Returns the shape of a vertex. */
    public Shape shape(int vertex) {
      return vertices.get(vertex).shape();
    }

    /** Names the cell that the following layers belong to; empty for none. */
    public Builder cell(String name) {
      cell = name;
      return this;
    }

    /**
     * Adds a layer without weights.
     *
     * @throws MisfitException if it cannot read that, or has more values, parameters or
     *     multiply-adds than can be counted
     */
    public int add(Layer layer, Integer... inputs) {
      List<Integer> from = List.of(inputs);
      Shape shape = shape(layer, from.stream().map(this::shape).toList());
      vertices.add(new Vertex(layer, from, shape, cell));
      return vertices.size() - 1;
    }

    private Shape shape(Layer layer, List<Shape> inputs) {
      try {
        Shape shape = layer.output(inputs);
        Math.addExact(Math.addExact(shape.elements(), layer.parameters()), layer.flops(shape));
        return shape;
      } catch (IllegalArgumentException e) {
        throw new MisfitException(e.getMessage(), e);
      } catch (ArithmeticException e) {
        throw new MisfitException(
            "layer %d (%s, of %s): found more than 2^63 values, parameters or multiply-adds, "
                    .formatted(vertices.size(), layer.kind(), inputs)
                + "expected fewer",
            e);
      }
    }

    /**
     * Adds a weighted layer, which becomes the next node.
     *
     * @param activation vertex of the ReLU of the same operation, if the operation has one
     * @throws IllegalArgumentException if the slot is taken
     * @throws MisfitException if it cannot read that, or has more values, parameters or
     *     multiply-adds than can be counted
     */
    public int add(Layer.Weighted layer, int input, Slot slot, OptionalInt activation) {
      if (!slots.add(slot.name())) {
        throw new IllegalArgumentException("slot " + slot.name() + " is used twice");
      }
      int vertex = add(layer, input);
      nodes.add(new Node(vertex, slot, activation));
      return vertex;
    }

    /** Says that a ReLU added later belongs to the operation of a node, as in Conv-BN-ReLU. */
    public Builder activation(int weighted, int relu) {
      nodes.replaceAll(
          node ->
              node.vertex() == weighted
                  ? new Node(weighted, node.slot(), OptionalInt.of(relu))
                  : node);
      return this;
    }

    /**
     * Returns the blueprint whose logits are {@code output}, with the nodes in the order in which
     * they were added.
     */
    public Blueprint build(int output) {
      return new Blueprint(vertices, nodes, output);
    }

    /**
     * Returns the blueprint whose logits are {@code output}, with the nodes in the order of their
     * slots.
     *
     * @param order slots of the space, among them those of all nodes
     * @throws IllegalArgumentException if a node's slot is not among them
     */
    public Blueprint build(int output, List<Slot> order) {
      Map<Slot, Integer> positions =
          IntStream.range(0, order.size())
              .boxed()
              .collect(Collectors.toMap(order::get, position -> position));
      for (Node node : nodes) {
        if (!positions.containsKey(node.slot())) {
          throw new IllegalArgumentException(
              "slot " + node.slot().name() + " has no place in the order");
        }
      }
      List<Node> sorted =
          nodes.stream().sorted(Comparator.comparing(node -> positions.get(node.slot()))).toList();
      return new Blueprint(vertices, sorted, output);
    }
  }
}
