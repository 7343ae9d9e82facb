package org.parzc.spaces.nasbench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.parzc.space.NumberTuple;
import org.parzc.space.PythonValue;
import org.parzc.spaces.nasbench.NasBench101.Operation;

/**
 * Reads cells as Python code writes them: the matrix and the operations in one tuple of numbers, as
 * NASLib does; as two lists; or by name, as in {@code ModelSpec(matrix=…, ops=…)} and in the
 * dictionaries of NASLib and of the benchmark.
 */
final class NasBench101Reader {
  private static final String SHAPE =
      "a matrix of %d to %d rows and columns and a list of as many operations"
          .formatted(2, NasBench101.MOST_VERTICES);
  private static final Map<String, String> NAMES =
      Map.of("matrix", "ops", "module_adjacency", "module_operations");
  private static final List<Boolean> ENTRIES = List.of(false, true);

  /** NASLib's numbers. */
  private static final List<String> OPERATIONS =
      List.of(
          NasBench101.INPUT,
          NasBench101.OUTPUT,
          Operation.MAX_POOL_3X3.text,
          Operation.CONV_1X1.text,
          Operation.CONV_3X3.text);

  private NasBench101Reader() {}

  /**
   * @throws org.parzc.space.ArchitectureSyntaxException if the text is no matrix with operations
   */
  static NasBench101Graph graph(String text) {
    PythonValue value = PythonValue.parse(text);
    if (value instanceof PythonValue.Named named) {
      return named(named);
    }
    List<PythonValue> items = value.items(SHAPE);
    boolean flat = !items.isEmpty() && items.get(0) instanceof PythonValue.Number;
    return flat ? flat(value, items) : nested(value.items(2, SHAPE).get(0), items.get(1));
  }

  private static NasBench101Graph named(PythonValue.Named named) {
    return NAMES.entrySet().stream()
        .filter(
            name ->
                named.values().containsKey(name.getKey())
                    && named.values().containsKey(name.getValue()))
        .findFirst()
        .map(name -> nested(named.values().get(name.getKey()), named.values().get(name.getValue())))
        .orElseThrow(() -> named.wrong("expected one with matrix and ops"));
  }

  private static NasBench101Graph flat(PythonValue value, List<PythonValue> numbers) {
    int vertices = (int) Math.sqrt(numbers.size());
    NumberTuple.of(value).requireSize(vertices * (vertices + 1));
    List<List<PythonValue>> rows = new ArrayList<>();
    for (int row = 0; row < vertices; row++) {
      rows.add(numbers.subList(row * vertices, (row + 1) * vertices));
    }
    return graph(value, rows, numbers.subList(vertices * vertices, numbers.size()));
  }

  private static NasBench101Graph nested(PythonValue matrix, PythonValue operations) {
    List<PythonValue> rows = matrix.items(SHAPE);
    return graph(
        matrix,
        rows.stream()
            .map(row -> row.items(rows.size(), rows.size() + " entries of a row"))
            .toList(),
        operations.items(
            rows.size(), "%d operations, one for each row of the matrix".formatted(rows.size())));
  }

  private static NasBench101Graph graph(
      PythonValue place, List<List<PythonValue>> rows, List<PythonValue> operations) {
    int vertices = rows.size();
    if (vertices < 2 || vertices > NasBench101.MOST_VERTICES) {
      throw place.wrong("expected %s".formatted(SHAPE));
    }
    boolean[][] matrix = new boolean[vertices][vertices];
    for (int source = 0; source < vertices; source++) {
      for (int target = 0; target < vertices; target++) {
        PythonValue entry = rows.get(source).get(target);
        matrix[source][target] = entry.choose(ENTRIES);
        if (matrix[source][target] && target <= source) {
          throw entry.wrong("expected 0, for edges lead to later vertices only");
        }
      }
    }
    List<Operation> inner = new ArrayList<>();
    for (int vertex = 0; vertex < vertices; vertex++) {
      PythonValue value = operations.get(vertex);
      String name = value instanceof PythonValue.Word word ? word.text() : value.choose(OPERATIONS);
      String where = ", operation %d of %d".formatted(vertex + 1, vertices);
      if (vertex > 0 && vertex < vertices - 1) {
        inner.add(
            Operation.named(name)
                .orElseThrow(
                    () -> value.wrong("expected %s%s".formatted(Operation.known(), where))));
      } else {
        String only = vertex == 0 ? NasBench101.INPUT : NasBench101.OUTPUT;
        if (!name.equalsIgnoreCase(only)) {
          throw value.wrong("expected %s%s".formatted(only, where));
        }
      }
    }
    return new NasBench101Graph(matrix, inner);
  }
}
