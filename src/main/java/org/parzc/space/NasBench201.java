package org.parzc.space;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * NAS-Bench-201 (Dong and Yang, ICLR 2020): cells of four positions and six edges, one of five operations each, 15,625
 * in all. An architecture is written {@code |op~0|+|op~0|op~1|+|op~0|op~1|op~2|}.
 */
public final class NasBench201 implements EnumerableSpace {
  static final String NAME = "nasbench201";

  /** The edges (source, target) in the order of the string form. */
  static final int[][] EDGES = {{0, 1}, {0, 2}, {1, 2}, {0, 3}, {1, 3}, {2, 3}};

  /** What an edge computes. */
  enum Operation {
    NONE("none"),
    SKIP_CONNECT("skip_connect"),
    NOR_CONV_1X1("nor_conv_1x1"),
    NOR_CONV_3X3("nor_conv_3x3"),
    AVG_POOL_3X3("avg_pool_3x3");

    final String text;

    Operation(String text) {
      this.text = text;
    }
  }

  private static final List<Operation> OPERATIONS = List.of(Operation.values());

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
    return (long) Math.pow(OPERATIONS.size(), EDGES.length);
  }

  /** Returns the cell whose operations are the base-5 digits of {@code index}, the first edge the most significant. */
  @Override
  public Architecture at(long index) {
    Objects.checkIndex(index, size());
    Operation[] operations = new Operation[EDGES.length];
    long rest = index;
    for (int edge = EDGES.length - 1; edge >= 0; edge--) {
      operations[edge] = OPERATIONS.get((int) (rest % OPERATIONS.size()));
      rest /= OPERATIONS.size();
    }
    return new NasBench201Cell(List.of(operations));
  }

  @Override
  public Skeleton defaultSkeleton() {
    return new Skeleton(16, 5, 10, new Shape(3, 32, 32));
  }

  @Override
  public List<Slot> slots(Skeleton skeleton) {
    Operation[] everyEdge = new Operation[EDGES.length];
    Arrays.fill(everyEdge, Operation.NOR_CONV_3X3);
    return new NasBench201Cell(List.of(everyEdge)).blueprint(skeleton).nodes().stream()
        .map(Blueprint.Node::slot).toList();
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

  private static Operation operation(TextScanner scanner) {
    String found = scanner.ahead("~|+");
    Operation operation = OPERATIONS.stream().filter(o -> o.text.equals(found)).findFirst()
        .orElseThrow(() -> scanner.wrong(found, "expected one of "
            + String.join(", ", OPERATIONS.stream().map(o -> o.text).toList())));
    scanner.skip(found.length());
    return operation;
  }
}
