package org.parzc.spaces.nasbench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.parzc.blueprint.Shape;
import org.parzc.blueprint.Slot;
import org.parzc.space.Architecture;
import org.parzc.space.ArchitectureSyntaxException;
import org.parzc.space.PythonValue;
import org.parzc.space.SearchSpace;
import org.parzc.space.Skeleton;
import org.parzc.space.TextScanner;

/**
 * NAS-Bench-101 (Ying et al., ICML 2019): cells of up to seven vertices and nine edges, 423,624
 * different ones. An architecture is written as the rows of its upper triangular adjacency matrix
 * and the operations of its vertices: {@code
 * 0101/0010/0001/0000;input|conv3x3-bn-relu|maxpool3x3|output}. Vertices that are not on a path
 * from the input to the output may be written; the network does without them, and their edges do
 * not count.
 */
public final class NasBench101 implements SearchSpace {
  static final String NAME = "nasbench101";
  static final int MOST_VERTICES = 7;
  static final int MOST_EDGES = 9;
  static final String INPUT = "input";
  static final String OUTPUT = "output";

  /**
   * What a vertex computes, in the order in which the benchmark numbers operations for its hash.
   */
  enum Operation {
    CONV_3X3("conv3x3-bn-relu"),
    CONV_1X1("conv1x1-bn-relu"),
    MAX_POOL_3X3("maxpool3x3");

    final String text;

    Operation(String text) {
      this.text = text;
    }

    /** Returns the operation of that name, in whatever case it is written. */
    static Optional<Operation> named(String name) {
      return OPERATIONS.stream()
          .filter(operation -> operation.text.equalsIgnoreCase(name))
          .findFirst();
    }

    /** Returns the names for messages. */
    static String known() {
      return OPERATIONS.stream()
          .map(operation -> operation.text)
          .collect(Collectors.joining(" or "));
    }
  }

  private static final List<Operation> OPERATIONS = List.of(Operation.values());

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "NAS-Bench-101: up to 7 vertices and 9 edges, 3 operations";
  }

  @Override
  public List<String> columns() {
    return List.of("adjacency", "ops");
  }

  @Override
  public Skeleton defaultSkeleton() {
    return new Skeleton(128, 3, 10, new Shape(3, 32, 32));
  }

  @Override
  public List<Slot> slots(Skeleton skeleton) {
    List<Slot> slots = new ArrayList<>(List.of(NasBench101Cell.STEM));
    for (int stack = 1; stack <= NasBench101Cell.STACKS; stack++) {
      for (int module = 1; module <= skeleton.cellsPerStage(); module++) {
        slots.addAll(new NasBench101Module(stack, module).slots());
      }
    }
    slots.add(NasBench101Cell.CLASSIFIER);
    return List.copyOf(slots);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Here, as in the benchmark: matrices of seven vertices and operations are drawn uniformly
   * until one is, without the vertices that are on no path, a cell of the space; that cell is
   * returned. Small cells come more often than they are: most have three to five vertices, three in
   * a thousand have seven.
   */
  @Override
  public Architecture random(RandomGenerator random) {
    while (true) {
      NasBench101Graph drawn = NasBench101Graph.random(random);
      if (drawn.isConnected() && drawn.pruned().edges() <= MOST_EDGES) {
        return new NasBench101Cell(drawn.pruned());
      }
    }
  }

  @Override
  public Architecture parse(String text) {
    TextScanner scanner = new TextScanner(text);
    boolean[][] matrix = matrix(scanner);
    scanner.expect(SEPARATOR);
    NasBench101Graph graph = new NasBench101Graph(matrix, operations(scanner, matrix.length));
    scanner.expectEnd();
    return cell(graph);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Here: the tuples of NASLib (the adjacency matrix row by row, then the operations of the
   * vertices), and matrix and operations as Python lists, by themselves or by name. What is read is
   * the pruned cell, as in the benchmark: the same for all texts that differ in vertices on no path
   * alone.
   */
  @Override
  public Architecture interpret(String text) {
    return (PythonValue.begins(text) ? cell(NasBench101Reader.graph(text)) : parse(text))
        .representative();
  }

  /** As in the benchmark, only the edges that are left after pruning count. */
  private static Architecture cell(NasBench101Graph graph) {
    if (!graph.isConnected()) {
      throw new ArchitectureSyntaxException(
          1, "column 1: found no path from the input to the output, expected one");
    }
    int edges = graph.pruned().edges();
    if (edges > MOST_EDGES) {
      throw new ArchitectureSyntaxException(
          1,
          "column 1: found %d edges on paths from the input to the output, ".formatted(edges)
              + "expected at most %d".formatted(MOST_EDGES));
    }
    return new NasBench101Cell(graph);
  }

  private static boolean[][] matrix(TextScanner scanner) {
    String row = scanner.ahead("/" + SEPARATOR);
    int vertices = row.length();
    if (vertices < 2 || vertices > MOST_VERTICES) {
      throw scanner.wrong(row, "expected a row of 2 to %d entries".formatted(MOST_VERTICES));
    }
    boolean[][] matrix = new boolean[vertices][vertices];
    for (int source = 0; source < vertices; source++) {
      if (source > 0) {
        scanner.expect("/");
      }
      for (int target = 0; target < vertices; target++) {
        matrix[source][target] = entry(scanner, target > source);
        scanner.skip(1);
      }
    }
    return matrix;
  }

  private static boolean entry(TextScanner scanner, boolean mayBeEdge) {
    String rest = scanner.ahead("");
    if (!rest.startsWith("0") && !rest.startsWith("1")) {
      throw scanner.wrong("expected 0 or 1");
    }
    boolean edge = rest.startsWith("1");
    if (edge && !mayBeEdge) {
      throw scanner.wrong("1", "expected 0, for edges lead to later vertices only");
    }
    return edge;
  }

  /** Returns the operations between input and output. */
  private static List<Operation> operations(TextScanner scanner, int vertices) {
    List<Operation> operations = new ArrayList<>();
    for (int vertex = 0; vertex < vertices; vertex++) {
      if (vertex > 0) {
        scanner.expect("|");
      }
      String found = scanner.ahead("|");
      String place = ", operation %d of %d".formatted(vertex + 1, vertices);
      if (vertex == 0 || vertex == vertices - 1) {
        String only = vertex == 0 ? INPUT : OUTPUT;
        if (!found.equalsIgnoreCase(only)) {
          throw scanner.wrong(found, "expected " + only + place);
        }
      } else {
        operations.add(
            Operation.named(found)
                .orElseThrow(() -> scanner.wrong(found, "expected " + Operation.known() + place)));
      }
      scanner.skip(found.length());
    }
    return operations;
  }
}
