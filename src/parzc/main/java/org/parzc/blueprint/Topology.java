package org.parzc.blueprint;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the wiring of a network says about it, as named numbers: for each way through one cell from
 * its input to its output, the weighted layers and pools met in order. Dead paths do not count.
 * Works on the {@link Blueprint} alone, so it is the same for every space.
 */
public final class Topology {
  /**
   * Paths are counted up to this many operations; longer ones are cut there, so that any graph can
   * be described.
   */
  public static final int LONGEST_PATH = 6;

  private Topology() {}

  /**
   * Returns the features of a network's first cell, or of the whole network if it has no cells.
   * Names starting with {@code path:} count paths by their sequence of operations, and {@code
   * paths} is the number of paths; {@code operation:} counts the live operations. The output is a
   * sum of terms, each of them an operation on such a sum: {@code term:} counts the terms of the
   * outermost sum by their operation, {@code term:input} among them the input itself, and {@code
   * tree:} the operations of the expression written out in full. Absent names are 0.
   */
  public static Map<String, Double> features(Blueprint blueprint) {
    BitSet live = blueprint.live();
    BitSet inside = firstCell(blueprint);
    Map<Integer, Map<String, Double>> pathsTo = new HashMap<>();
    Map<Integer, Map<String, Double>> termsOf = new HashMap<>();
    Map<Integer, Map<String, Double>> treeOf = new HashMap<>();
    Map<String, Double> features = new TreeMap<>();
    int last = -1;
    for (int v = inside.nextSetBit(0); v >= 0; v = inside.nextSetBit(v + 1)) {
      if (live.get(v)) {
        Blueprint.Vertex vertex = blueprint.vertices().get(v);
        String operation = operation(vertex.layer());
        pathsTo.put(v, paths(vertex, operation, inside, live, pathsTo));
        Map<String, Double> terms = sum(vertex, live, termsOf, Map.of("input", 1.0));
        Map<String, Double> tree = sum(vertex, live, treeOf, Map.of());
        if (!operation.isEmpty()) {
          features.merge("operation:" + operation, 1.0, Double::sum);
          terms = Map.of(operation, 1.0);
          tree.merge(operation, 1.0, Double::sum);
        }
        termsOf.put(v, terms);
        treeOf.put(v, tree);
        last = v;
      }
    }
    Map<String, Double> whole = last < 0 ? Map.of() : pathsTo.get(last);
    features.put("paths", whole.values().stream().mapToDouble(Double::doubleValue).sum());
    whole.forEach((path, times) -> features.put("path:" + path, times));
    if (last >= 0) {
      termsOf.get(last).forEach((operation, times) -> features.put("term:" + operation, times));
      treeOf.get(last).forEach((operation, times) -> features.put("tree:" + operation, times));
    }
    return features;
  }

  /** Returns the sum of what is known of a vertex's live inputs. */
  private static Map<String, Double> sum(
      Blueprint.Vertex vertex,
      BitSet live,
      Map<Integer, Map<String, Double>> known,
      Map<String, Double> outside) {
    Map<String, Double> sum = new HashMap<>();
    for (int input : vertex.inputs()) {
      if (live.get(input)) {
        known
            .getOrDefault(input, outside)
            .forEach((operation, times) -> sum.merge(operation, times, Double::sum));
      }
    }
    return sum;
  }

  private static Map<String, Double> paths(
      Blueprint.Vertex vertex,
      String operation,
      BitSet inside,
      BitSet live,
      Map<Integer, Map<String, Double>> pathsTo) {
    Map<String, Double> paths = new TreeMap<>();
    for (int input : vertex.inputs()) {
      if (live.get(input)) {
        Map<String, Double> before = inside.get(input) ? pathsTo.get(input) : Map.of("", 1.0);
        before.forEach((path, times) -> paths.merge(extend(path, operation), times, Double::sum));
      }
    }
    return paths.isEmpty() ? Map.of(operation, 1.0) : paths;
  }

  private static String extend(String path, String operation) {
    if (operation.isEmpty() || path.chars().filter(c -> c == '>').count() + 1 >= LONGEST_PATH) {
      return path;
    }
    return path.isEmpty() ? operation : path + ">" + operation;
  }

  private static String operation(Layer layer) {
    return layer.isOperation() ? layer.kind() : "";
  }

  private static BitSet firstCell(Blueprint blueprint) {
    List<Blueprint.Vertex> vertices = blueprint.vertices();
    String name =
        vertices.stream()
            .map(Blueprint.Vertex::cell)
            .filter(cell -> !cell.isEmpty())
            .findFirst()
            .orElse("");
    BitSet inside = new BitSet();
    for (int v = 0; v < vertices.size(); v++) {
      inside.set(v, vertices.get(v).cell().equals(name));
    }
    return inside;
  }
}
