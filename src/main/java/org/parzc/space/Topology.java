package org.parzc.space;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the wiring of a network says about it, as named numbers: for each way through one cell from its input to its
 * output, the weighted layers and pools met in order. Dead paths do not count. Works on the {@link Blueprint} alone, so
 * it is the same for every space.
 */
public final class Topology {
  /** Paths are counted up to this many operations; longer ones are cut there, so that any graph can be described. */
  private static final int LONGEST_PATH = 6;

  private Topology() {}

  /**
   * Returns the features of a network's first cell, or of the whole network if it has no cells. Names starting with
   * {@code path:} count paths by their sequence of operations, {@code bag:} by their operations in any order, and
   * {@code operation:} count the live operations themselves; {@code paths} is the number of paths, {@code path_length}
   * and {@code path_weights} their mean number of operations and of weighted operations. Absent names are 0.
   */
  public static Map<String, Double> features(Blueprint blueprint) {
    BitSet live = blueprint.live();
    BitSet inside = firstCell(blueprint);
    Map<Integer, Map<String, Double>> pathsTo = new TreeMap<>();
    Map<String, Double> features = new TreeMap<>();
    int last = -1;
    for (int v = inside.nextSetBit(0); v >= 0; v = inside.nextSetBit(v + 1)) {
      if (live.get(v)) {
        String operation = operation(blueprint.vertices().get(v).layer());
        pathsTo.put(v, paths(blueprint.vertices().get(v), operation, inside, live, pathsTo));
        if (!operation.isEmpty()) {
          features.merge("operation:" + operation, 1.0, Double::sum);
        }
        last = v;
      }
    }
    Map<String, Double> whole = last < 0 ? Map.of() : pathsTo.get(last);
    double count = whole.values().stream().mapToDouble(Double::doubleValue).sum();
    features.put("paths", count);
    features.put("path_length", mean(whole, count, List.of("conv", "linear", "pool")));
    features.put("path_weights", mean(whole, count, List.of("conv", "linear")));
    whole.forEach((path, times) -> {
      features.merge("path:" + path, times, Double::sum);
      features.merge("bag:" + String.join(">", List.of(path.split(">")).stream().sorted().toList()), times,
          Double::sum);
    });
    return features;
  }

  private static Map<String, Double> paths(Blueprint.Vertex vertex, String operation, BitSet inside, BitSet live,
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

  private static double mean(Map<String, Double> paths, double count, List<String> kinds) {
    double sum = 0;
    for (Map.Entry<String, Double> path : paths.entrySet()) {
      long operations = List.of(path.getKey().split(">")).stream()
          .filter(operation -> kinds.stream().anyMatch(operation::contains)).count();
      sum += operations * path.getValue();
    }
    return count == 0 ? 0 : sum / count;
  }

  private static String operation(Layer layer) {
    return layer.isOperation() ? layer.kind() : "";
  }

  private static BitSet firstCell(Blueprint blueprint) {
    List<Blueprint.Vertex> vertices = blueprint.vertices();
    String name = vertices.stream().map(Blueprint.Vertex::cell).filter(cell -> !cell.isEmpty()).findFirst().orElse("");
    BitSet inside = new BitSet();
    for (int v = 0; v < vertices.size(); v++) {
      inside.set(v, vertices.get(v).cell().equals(name));
    }
    return inside;
  }
}
