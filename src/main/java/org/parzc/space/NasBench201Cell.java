package org.parzc.space;

import static org.parzc.space.NasBench201.EDGES;

import com.google.common.graph.EndpointPair;
import com.google.common.graph.ImmutableValueGraph;
import com.google.common.graph.ValueGraphBuilder;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.parzc.space.Layer.Add;
import org.parzc.space.Layer.AveragePool;
import org.parzc.space.Layer.BatchNorm;
import org.parzc.space.Layer.Convolution;
import org.parzc.space.Layer.GlobalAveragePool;
import org.parzc.space.Layer.Linear;
import org.parzc.space.Layer.Relu;
import org.parzc.space.Layer.Zero;
import org.parzc.space.NasBench201.Operation;

/** One cell of {@link NasBench201}: an operation on each of its six edges. */
final class NasBench201Cell implements Architecture {
  private static final int POSITIONS = 4;
  private static final int STAGES = 3;

  private final ImmutableValueGraph<Integer, Operation> graph;
  private final String text;

  NasBench201Cell(List<Operation> operations) {
    ImmutableValueGraph.Builder<Integer, Operation> builder =
        ValueGraphBuilder.directed().immutable();
    for (int e = 0; e < EDGES.length; e++) {
      builder.putEdgeValue(EDGES[e][0], EDGES[e][1], operations.get(e));
    }
    graph = builder.build();
    text = write();
  }

  private String write() {
    StringBuilder written = new StringBuilder();
    for (int target = 1; target < POSITIONS; target++) {
      written.append(target > 1 ? "+|" : "|");
      for (int source = 0; source < target; source++) {
        written.append(operation(source, target).text).append('~').append(source).append('|');
      }
    }
    return written.toString();
  }

  private Operation operation(int source, int target) {
    return graph.edgeValue(source, target).orElseThrow();
  }

  @Override
  public String text() {
    return text;
  }

  @Override
  public String id() {
    return Hashing.murmur3_128().hashString(NasBench201.NAME + ":" + text, StandardCharsets.UTF_8).toString();
  }

  /**
   * {@inheritDoc}
   *
   * <p>Here: the output as a sum of terms in the cell's input x. Terms that are zero are dropped, a skipped sum is
   * spliced into the sum it feeds, and the terms of each sum are sorted. The space has 4,930 such forms.
   */
  @Override
  public String canonicalForm() {
    return sum(terms(POSITIONS - 1));
  }

  private List<String> terms(int position) {
    if (position == 0) {
      return List.of("x");
    }
    List<String> terms = new ArrayList<>();
    for (int source = 0; source < position; source++) {
      Operation operation = operation(source, position);
      List<String> inner = operation == Operation.NONE ? List.of() : terms(source);
      if (operation == Operation.SKIP_CONNECT) {
        terms.addAll(inner);
      } else if (!inner.isEmpty()) {
        terms.add(operation.text + "(" + sum(inner) + ")");
      }
    }
    return terms;
  }

  private static String sum(List<String> terms) {
    return terms.isEmpty() ? "0" : String.join("+", terms.stream().sorted().toList());
  }

  @Override
  public List<Architecture> neighbours() {
    List<Architecture> neighbours = new ArrayList<>();
    for (int edge = 0; edge < EDGES.length; edge++) {
      for (Operation operation : Operation.values()) {
        List<Operation> changed = new ArrayList<>(operations());
        if (changed.set(edge, operation) != operation) {
          neighbours.add(new NasBench201Cell(changed));
        }
      }
    }
    return neighbours;
  }

  private List<Operation> operations() {
    return Arrays.stream(EDGES).map(edge -> operation(edge[0], edge[1])).toList();
  }

  @Override
  public Blueprint blueprint(Skeleton skeleton) {
    Blueprint.Builder network = Blueprint.builder(skeleton.input());
    int channels = skeleton.channels();
    int x = network.add(new Convolution(skeleton.input().channels(), channels, 3, 1, 1, false), network.input(),
        Slot.single("stem"), OptionalInt.empty());
    x = network.add(new BatchNorm(channels), x);
    for (int stage = 1; stage <= STAGES; stage++) {
      if (stage > 1) {
        x = reduction(network, x, channels, "reduction" + (stage - 1));
        channels *= 2;
      }
      for (int cell = 1; cell <= skeleton.cellsPerStage(); cell++) {
        network.cell("stage" + stage + ".cell" + cell);
        x = cell(network, x, channels, stage, cell);
        network.cell("");
      }
    }
    x = network.add(new BatchNorm(channels), x);
    x = network.add(new Relu(), x);
    x = network.add(new GlobalAveragePool(), x);
    return network.build(network.add(new Linear(channels, skeleton.classes(), true), x, Slot.single("classifier"),
        OptionalInt.empty()));
  }

  private int cell(Blueprint.Builder network, int input, int channels, int stage, int cell) {
    int[] positions = new int[POSITIONS];
    positions[0] = input;
    for (int target = 1; target < POSITIONS; target++) {
      Integer[] terms = new Integer[target];
      for (int source = 0; source < target; source++) {
        String edge = source + "->" + target;
        Slot slot = new Slot("stage%d.cell%d.%s".formatted(stage, cell, edge), "stage%d.%s".formatted(stage, edge));
        terms[source] = edge(network, positions[source], operation(source, target), channels, slot);
      }
      positions[target] = network.add(new Add(), terms);
    }
    return positions[POSITIONS - 1];
  }

  private static int edge(Blueprint.Builder network, int input, Operation operation, int channels, Slot slot) {
    return switch (operation) {
      case NONE -> network.add(new Zero(), input);
      case SKIP_CONNECT -> input;
      case NOR_CONV_1X1 -> reluConvBn(network, input, new Convolution(channels, channels, 1, 1, 0, false), slot);
      case NOR_CONV_3X3 -> reluConvBn(network, input, new Convolution(channels, channels, 3, 1, 1, false), slot);
      case AVG_POOL_3X3 -> network.add(new AveragePool(3, 1, 1), input);
    };
  }

  /** The residual block between two stages: it halves the resolution and doubles the channels. */
  private static int reduction(Blueprint.Builder network, int input, int channels, String name) {
    int a = reluConvBn(network, input, new Convolution(channels, 2 * channels, 3, 2, 1, false),
        Slot.single(name + ".conv_a"));
    int b = reluConvBn(network, a, new Convolution(2 * channels, 2 * channels, 3, 1, 1, false),
        Slot.single(name + ".conv_b"));
    int pooled = network.add(new AveragePool(2, 2, 0), input);
    int shortcut = network.add(new Convolution(channels, 2 * channels, 1, 1, 0, false), pooled,
        Slot.single(name + ".downsample"), OptionalInt.empty());
    return network.add(new Add(), shortcut, b);
  }

  private static int reluConvBn(Blueprint.Builder network, int input, Convolution convolution, Slot slot) {
    int relu = network.add(new Relu(), input);
    int x = network.add(convolution, relu, slot, OptionalInt.of(relu));
    return network.add(new BatchNorm(convolution.out()), x);
  }

  @Override
  public List<String> picture() {
    boolean[] fed = reachable(0, true);
    boolean[] heard = reachable(POSITIONS - 1, false);
    return Arrays.stream(EDGES).map(edge -> "%d -> %d  %-13s %s".formatted(edge[0], edge[1],
        operation(edge[0], edge[1]).text, carries(edge, fed, heard) ? "live" : "dead")).toList();
  }

  private boolean carries(int[] edge, boolean[] fed, boolean[] heard) {
    return fed[edge[0]] && heard[edge[1]] && operation(edge[0], edge[1]) != Operation.NONE;
  }

  /** Returns the positions on a path without {@code none} from (forward) or to (backward) the given one. */
  private boolean[] reachable(int start, boolean forward) {
    boolean[] reached = new boolean[POSITIONS];
    reached[start] = true;
    int[] order = forward ? IntStream.range(0, POSITIONS).toArray()
        : IntStream.iterate(POSITIONS - 1, i -> i - 1).limit(POSITIONS).toArray();
    for (int position : order) {
      if (reached[position]) {
        for (EndpointPair<Integer> edge : graph.incidentEdges(position)) {
          int from = forward ? edge.source() : edge.target();
          int to = forward ? edge.target() : edge.source();
          if (from == position && graph.edgeValueOrDefault(edge, Operation.NONE) != Operation.NONE) {
            reached[to] = true;
          }
        }
      }
    }
    return reached;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NasBench201Cell cell && text.equals(cell.text);
  }

  @Override
  public int hashCode() {
    return Objects.hash(text);
  }

  @Override
  public String toString() {
    return text;
  }
}
