package org.parzc.spaces.nasbench;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.parzc.InputException;
import org.parzc.blueprint.Blueprint;
import org.parzc.blueprint.Convolution;
import org.parzc.blueprint.Layer.BatchNorm;
import org.parzc.blueprint.Layer.GlobalAveragePool;
import org.parzc.blueprint.Layer.MaxPool;
import org.parzc.blueprint.Layer.Relu;
import org.parzc.blueprint.Linear;
import org.parzc.blueprint.Slot;
import org.parzc.space.Architecture;
import org.parzc.space.SearchSpace;
import org.parzc.space.Skeleton;
import org.parzc.spaces.nasbench.NasBench101.Operation;

/** One cell of {@link NasBench101}, as written; its network is that of the pruned cell. */
final class NasBench101Cell implements Architecture {
  static final int STACKS = 3;
  static final Slot STEM = Slot.single("stem");
  static final Slot CLASSIFIER = Slot.single("classifier");

  private final NasBench101Graph graph;
  private final String text;

  NasBench101Cell(NasBench101Graph graph) {
    this.graph = graph;
    text =
        IntStream.range(0, graph.vertices()).mapToObj(this::row).collect(Collectors.joining("/"))
            + SearchSpace.SEPARATOR
            + IntStream.range(0, graph.vertices())
                .mapToObj(this::operation)
                .collect(Collectors.joining("|"));
  }

  private String row(int source) {
    return IntStream.range(0, graph.vertices())
        .mapToObj(target -> graph.edge(source, target) ? "1" : "0")
        .collect(Collectors.joining());
  }

  private String operation(int vertex) {
    if (vertex == 0) {
      return NasBench101.INPUT;
    }
    return vertex == graph.output() ? NasBench101.OUTPUT : graph.operation(vertex).text;
  }

  @Override
  public String text() {
    return text;
  }

  @Override
  public String spaceName() {
    return NasBench101.NAME;
  }

  /**
   * {@inheritDoc}
   *
   * <p>Here: the benchmark's hash of the pruned cell, equal for isomorphic cells; its files name
   * cells by it.
   */
  @Override
  public String canonicalForm() {
    return graph.pruned().hash();
  }

  /** {@inheritDoc} Here: the pruned cell. */
  @Override
  public Architecture representative() {
    return new NasBench101Cell(graph.pruned());
  }

  /**
   * {@inheritDoc}
   *
   * <p>Here: one edge more or less, or another operation, between the same vertices, as long as a
   * path leads to the output and there are not too many edges on such paths. A neighbour may have
   * vertices on no path.
   */
  @Override
  public List<Architecture> neighbours() {
    List<Architecture> neighbours = new ArrayList<>();
    for (int source = 0; source < graph.vertices(); source++) {
      for (int target = source + 1; target < graph.vertices(); target++) {
        NasBench101Graph changed = graph.withFlipped(source, target);
        if (changed.isConnected() && changed.pruned().edges() <= NasBench101.MOST_EDGES) {
          neighbours.add(new NasBench101Cell(changed));
        }
      }
    }
    for (int vertex = 1; vertex < graph.output(); vertex++) {
      for (Operation operation : Operation.values()) {
        if (operation != graph.operation(vertex)) {
          neighbours.add(new NasBench101Cell(graph.with(vertex, operation)));
        }
      }
    }
    return neighbours;
  }

  /**
   * {@inheritDoc}
   *
   * <p>Here, as in the benchmark's own evolution: the live vertices are spread over the seven that
   * a cell may have, then each entry of the matrix is turned over with probability 1/7 and each
   * operation redrawn with probability 1/5, again and again until that gives another cell of the
   * space, which is returned without its dead vertices. So cells grow and shrink, which {@link
   * #neighbours} between the same vertices do not.
   */
  @Override
  public Architecture mutant(RandomGenerator random) {
    String own = canonicalForm();
    while (true) {
      NasBench101Graph changed = graph.pruned().spread(random).mutated(random);
      if (changed.isConnected()
          && changed.pruned().edges() <= NasBench101.MOST_EDGES
          && !changed.pruned().hash().equals(own)) {
        return new NasBench101Cell(changed.pruned());
      }
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws InputException if the skeleton has fewer channels than vertices share them at the
   *     output
   */
  @Override
  public Blueprint blueprint(Skeleton skeleton) {
    NasBench101Graph used = graph.pruned();
    if (skeleton.channels() < used.sources(used.output()).size()) {
      throw new InputException(
          "skeleton %s: found %d channels, expected at least %d, one for each vertex before the "
                  .formatted(skeleton, skeleton.channels(), used.sources(used.output()).size())
              + "output of "
              + text);
    }
    Blueprint.Builder network = Blueprint.builder(skeleton.input());
    int channels = skeleton.channels();
    int x =
        convBnRelu(
            network,
            network.input(),
            new Convolution(skeleton.input().channels(), channels, 3, 1, 1, false),
            STEM);
    for (int stack = 1; stack <= STACKS; stack++) {
      if (stack > 1) {
        x = network.add(new MaxPool(2, 2, 0), x);
        channels *= 2;
      }
      for (int module = 1; module <= skeleton.cellsPerStage(); module++) {
        x = new NasBench101Module(stack, module).write(network, used, x, channels);
      }
    }
    x = network.add(new GlobalAveragePool(), x);
    x =
        network.add(
            new Linear(channels, skeleton.classes(), true), x, CLASSIFIER, OptionalInt.empty());
    return network.build(x, new NasBench101().slots(skeleton));
  }

  /** Adds Conv-BN-ReLU and returns the ReLU. */
  static int convBnRelu(Blueprint.Builder network, int input, Convolution convolution, Slot slot) {
    int weighted = network.add(convolution, input, slot, OptionalInt.empty());
    int relu = network.add(new Relu(), network.add(new BatchNorm(convolution.out()), weighted));
    network.activation(weighted, relu);
    return relu;
  }

  @Override
  public List<String> picture() {
    BitSet used = graph.used();
    return IntStream.range(0, graph.vertices())
        .mapToObj(
            vertex ->
                "%d  %-15s  %s  %s"
                    .formatted(
                        vertex,
                        operation(vertex),
                        used.get(vertex) ? "live" : "dead",
                        graph.sources(vertex).stream()
                            .map(source -> " " + source)
                            .collect(Collectors.joining("", vertex == 0 ? "" : "<-", "")))
                    .stripTrailing())
        .toList();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NasBench101Cell cell && text.equals(cell.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
