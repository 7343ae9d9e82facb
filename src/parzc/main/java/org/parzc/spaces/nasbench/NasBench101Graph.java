package org.parzc.spaces.nasbench;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.parzc.spaces.nasbench.NasBench101.Operation;

/**
 * The graph of a {@link NasBench101} cell: vertices in topological order, the first its input, the
 * last its output, an operation on each between them. Immutable and thread-safe.
 */
final class NasBench101Graph {
  private final boolean[][] matrix;
  private final List<Operation> operations;

  /**
   * @param matrix upper triangular, whether an edge leads from the vertex of the row to that of the
   *     column; kept
   * @param operations operations of all vertices but the first and the last
   */
  NasBench101Graph(boolean[][] matrix, List<Operation> operations) {
    this.matrix = matrix;
    this.operations = List.copyOf(operations);
  }

  /**
   * Returns a graph with as many vertices as a cell may have, each edge and each operation drawn by
   * itself.
   */
  static NasBench101Graph random(RandomGenerator random) {
    boolean[][] matrix = new boolean[NasBench101.MOST_VERTICES][NasBench101.MOST_VERTICES];
    for (int source = 0; source < matrix.length; source++) {
      for (int target = source + 1; target < matrix.length; target++) {
        matrix[source][target] = random.nextBoolean();
      }
    }
    return new NasBench101Graph(
        matrix, IntStream.range(1, matrix.length - 1).mapToObj(v -> draw(random)).toList());
  }

  int vertices() {
    return matrix.length;
  }

  /** Returns the vertex of the output, the last. */
  int output() {
    return matrix.length - 1;
  }

  boolean edge(int source, int target) {
    return matrix[source][target];
  }

  int edges() {
    return IntStream.range(0, vertices()).map(vertex -> targets(vertex).size()).sum();
  }

  /** Returns the operation of a vertex between input and output. */
  Operation operation(int vertex) {
    return operations.get(vertex - 1);
  }

  /** Returns the vertices with an edge to this one, ascending. */
  List<Integer> sources(int target) {
    return IntStream.range(0, target).filter(source -> matrix[source][target]).boxed().toList();
  }

  private List<Integer> targets(int source) {
    return IntStream.range(source + 1, vertices())
        .filter(target -> matrix[source][target])
        .boxed()
        .toList();
  }

  /** Returns this graph with one entry of the matrix turned over. */
  NasBench101Graph withFlipped(int source, int target) {
    boolean[][] changed = new boolean[vertices()][];
    for (int row = 0; row < vertices(); row++) {
      changed[row] = matrix[row].clone();
    }
    changed[source][target] = !changed[source][target];
    return new NasBench101Graph(changed, operations);
  }

  /** Returns this graph with another operation on one vertex. */
  NasBench101Graph with(int vertex, Operation operation) {
    List<Operation> changed = new ArrayList<>(operations);
    changed.set(vertex - 1, operation);
    return new NasBench101Graph(matrix, changed);
  }

  /**
   * Returns this graph with as many vertices as a cell may have: those added, at random places,
   * have no edges.
   */
  NasBench101Graph spread(RandomGenerator random) {
    int vertices = NasBench101.MOST_VERTICES;
    List<Integer> inner = new ArrayList<>(IntStream.range(1, vertices - 1).boxed().toList());
    while (inner.size() > operations.size()) {
      inner.remove(random.nextInt(inner.size()));
    }
    List<Integer> places = new ArrayList<>(List.of(0));
    places.addAll(inner);
    places.add(vertices - 1);
    boolean[][] wider = new boolean[vertices][vertices];
    for (int source = 0; source < vertices(); source++) {
      for (int target : targets(source)) {
        wider[places.get(source)][places.get(target)] = true;
      }
    }
    return new NasBench101Graph(
        wider,
        IntStream.range(1, vertices - 1)
            .mapToObj(v -> places.contains(v) ? operation(places.indexOf(v)) : draw(random))
            .toList());
  }

  /**
   * Returns this graph with some entries and operations changed: each by itself, about three
   * entries and one more.
   */
  NasBench101Graph mutated(RandomGenerator random) {
    boolean[][] changed = new boolean[vertices()][vertices()];
    for (int source = 0; source < vertices(); source++) {
      for (int target = source + 1; target < vertices(); target++) {
        changed[source][target] = matrix[source][target] != (random.nextInt(vertices()) == 0);
      }
    }
    return new NasBench101Graph(
        changed,
        operations.stream()
            .map(operation -> random.nextInt(operations.size()) == 0 ? draw(random) : operation)
            .toList());
  }

  private static Operation draw(RandomGenerator random) {
    return Operation.values()[random.nextInt(Operation.values().length)];
  }

  /** Returns whether a path leads from the input to the output. */
  boolean isConnected() {
    return used().get(output());
  }

  /** Returns the vertices on paths from the input to the output. */
  BitSet used() {
    BitSet fed = new BitSet();
    fed.set(0);
    for (int vertex = 1; vertex < vertices(); vertex++) {
      fed.set(vertex, sources(vertex).stream().anyMatch(fed::get));
    }
    BitSet used = new BitSet();
    used.set(output(), fed.get(output()));
    for (int vertex = output() - 1; vertex >= 0; vertex--) {
      used.set(vertex, fed.get(vertex) && targets(vertex).stream().anyMatch(used::get));
    }
    return used;
  }

  /** Returns the graph of the used vertices of a connected graph. */
  NasBench101Graph pruned() {
    int[] kept = used().stream().toArray();
    boolean[][] rest = new boolean[kept.length][kept.length];
    for (int source = 0; source < kept.length; source++) {
      for (int target = 0; target < kept.length; target++) {
        rest[source][target] = matrix[kept[source]][kept[target]];
      }
    }
    return new NasBench101Graph(
        rest,
        IntStream.of(kept)
            .filter(vertex -> vertex > 0 && vertex < output())
            .mapToObj(this::operation)
            .toList());
  }

  /**
   * Returns the benchmark's hash: every vertex starts from its degrees and its operation and takes
   * in what its neighbours are, once for each vertex, so that isomorphic graphs have equal hashes.
   */
  String hash() {
    List<String> hashes =
        IntStream.range(0, vertices())
            .mapToObj(
                vertex ->
                    md5(
                        "(%d, %d, %d)"
                            .formatted(
                                targets(vertex).size(), sources(vertex).size(), label(vertex))))
            .toList();
    for (int round = 0; round < vertices(); round++) {
      List<String> before = hashes;
      hashes =
          IntStream.range(0, vertices())
              .mapToObj(
                  vertex ->
                      md5(
                          sorted(before, sources(vertex))
                              + "|"
                              + sorted(before, targets(vertex))
                              + "|"
                              + before.get(vertex)))
              .toList();
    }
    return md5(hashes.stream().sorted().collect(Collectors.joining("', '", "['", "']")));
  }

  private int label(int vertex) {
    if (vertex == 0) {
      return -1;
    }
    return vertex == output() ? -2 : operation(vertex).ordinal();
  }

  private static String sorted(List<String> hashes, List<Integer> vertices) {
    return vertices.stream().map(hashes::get).sorted().collect(Collectors.joining());
  }

  private static String md5(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has MD5", e);
    }
  }
}
