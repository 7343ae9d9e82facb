package org.parzc.spaces.nasbench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.parzc.blueprint.Blueprint;
import org.parzc.blueprint.Shape;
import org.parzc.blueprint.Slot;
import org.parzc.space.Architecture;
import org.parzc.space.EdgeCell;
import org.parzc.space.EdgeCell.Edge;
import org.parzc.space.EnumerableSpace;
import org.parzc.space.NumberTuple;
import org.parzc.space.PythonValue;
import org.parzc.space.Skeleton;
import org.parzc.space.TextScanner;

/**
 * NAS-Bench-201 (Dong and Yang, ICLR 2020): cells of four positions and six edges, one of five
 * operations each, 15,625 in all. An architecture is written {@code
 * |op~0|+|op~0|op~1|+|op~0|op~1|op~2|}; its index in the benchmark is understood, too.
 */
public final class NasBench201 implements EnumerableSpace {
  static final String NAME = "nasbench201";

  /** The edges in the order of the string form. */
  static final List<Edge> EDGES =
      List.of(
          new Edge(0, 1),
          new Edge(0, 2),
          new Edge(1, 2),
          new Edge(0, 3),
          new Edge(1, 3),
          new Edge(2, 3));

  /** What an edge computes. */
  enum Operation implements EdgeCell.Operation {
    NONE("none"),
    SKIP_CONNECT("skip_connect"),
    NOR_CONV_1X1("nor_conv_1x1"),
    NOR_CONV_3X3("nor_conv_3x3"),
    AVG_POOL_3X3("avg_pool_3x3");

    private final String text;

    Operation(String text) {
      this.text = text;
    }

    @Override
    public String text() {
      return text;
    }

    @Override
    public boolean isZero() {
      return this == NONE;
    }

    @Override
    public boolean isIdentity(int source) {
      return this == SKIP_CONNECT;
    }
  }

  static final List<Operation> OPERATIONS = List.of(Operation.values());

  /** NASLib's numbers for the operations, and its order of the edges. */
  private static final List<Operation> TUPLE_OPERATIONS =
      List.of(
          Operation.SKIP_CONNECT,
          Operation.NONE,
          Operation.NOR_CONV_3X3,
          Operation.NOR_CONV_1X1,
          Operation.AVG_POOL_3X3);

  private static final List<Edge> TUPLE_EDGES =
      EDGES.stream().sorted(Comparator.comparing(Edge::source)).toList();

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "NAS-Bench-201: 4 positions, 6 edges, 5 operations";
  }

  @Override
  public long size() {
    return (long) Math.pow(OPERATIONS.size(), EDGES.size());
  }

  /**
   * Returns the cell whose operations are the base-5 digits of {@code place}, the first edge the
   * most significant: not the one with that {@linkplain #withIndex index}.
   */
  @Override
  public Architecture at(long place) {
    Objects.checkIndex(place, size());
    return new NasBench201Cell(EdgeCell.digits(place, OPERATIONS, EDGES.size()));
  }

  /** Returns the cell to which the benchmark, and tables of its cells, give an index. */
  @Override
  public Architecture withIndex(long index) {
    Objects.checkIndex(index, size());
    return at(Order.PLACES[(int) index]);
  }

  /** Made when first needed. */
  private static final class Order {
    static final int[] PLACES = NasBench201Order.places((int) new NasBench201().size());
  }

  @Override
  public Skeleton defaultSkeleton() {
    return new Skeleton(16, 5, 10, new Shape(3, 32, 32));
  }

  @Override
  public List<Slot> slots(Skeleton skeleton) {
    return new NasBench201Cell(Collections.nCopies(EDGES.size(), Operation.NOR_CONV_3X3))
        .blueprint(skeleton).nodes().stream().map(Blueprint.Node::slot).toList();
  }

  @Override
  public Architecture parse(String text) {
    TextScanner scanner = new TextScanner(text);
    List<Operation> operations = new ArrayList<>();
    for (int target = 1; target <= 3; target++) {
      if (target > 1) {
        scanner.expect("+");
      }
      scanner.expect("|");
      for (int source = 0; source < target; source++) {
        operations.add(operation(scanner));
        scanner.expect("~" + source);
        scanner.expect("|");
      }
    }
    scanner.expectEnd();
    return new NasBench201Cell(operations);
  }

  /** {@inheritDoc} Here: NASLib's tuples, and the benchmark's indices. */
  @Override
  public Architecture interpret(String text) {
    if (!PythonValue.begins(text)) {
      return EnumerableSpace.super.interpret(text);
    }
    NumberTuple tuple = NumberTuple.parse(text).requireSize(EDGES.size());
    return new NasBench201Cell(
        EDGES.stream()
            .map(edge -> tuple.choose(TUPLE_EDGES.indexOf(edge), TUPLE_OPERATIONS))
            .toList());
  }

  private static Operation operation(TextScanner scanner) {
    String found = scanner.ahead("~|+");
    Operation operation =
        OPERATIONS.stream()
            .filter(o -> o.text.equals(found))
            .findFirst()
            .orElseThrow(
                () ->
                    scanner.wrong(
                        found,
                        "expected one of "
                            + String.join(", ", OPERATIONS.stream().map(o -> o.text).toList())));
    scanner.skip(found.length());
    return operation;
  }
}
