package org.parzc.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.parzc.blueprint.Topology;

/**
 * What the paths through a cell say of sets of operations (after GRAF, Kadlecová et al., ICML
 * 2024): the shortest, the longest and the number of the paths of these operations {@code only},
 * and the least, the most and the mean number of these operations {@code on} a path. The sets are
 * all single operations, all pairs, and all operations together; a few labels teach more through
 * them than through a count for every sequence. Immutable, thread-safe.
 */
final class PathFeatures {
  private static final String PATH = "path:";
  private static final List<String> ONLY = List.of("shortest", "longest", "count");
  private static final List<String> ON = List.of("least", "most", "mean");

  /**
   * Lengths of a path that does not exist: longer than any as the shortest, shorter than any as the
   * longest.
   */
  private static final double NO_SHORTEST = Topology.LONGEST_PATH + 1.0;

  private static final double NO_LONGEST = -1;

  private final List<String> operations;
  private final List<boolean[]> sets = new ArrayList<>();
  private final List<Feature.Paths> features = new ArrayList<>();

  /** What was counted on the paths met so far: cells are many, but their paths are few. */
  private final Map<String, Path> counted = new ConcurrentHashMap<>();

  /** How many operations a path meets, and how many of each set. */
  private record Path(int length, int[] counts) {}

  /**
   * @param operations the operations that paths may meet; others count for none of the sets
   */
  PathFeatures(List<String> operations) {
    this.operations = List.copyOf(operations);
    for (int first = 0; first < operations.size(); first++) {
      for (int second = first; second < operations.size(); second++) {
        addSet(first, second);
      }
    }
    if (operations.size() > 2) {
      addSet(Integer.MIN_VALUE, Integer.MIN_VALUE);
    }
  }

  private void addSet(int first, int second) {
    boolean[] members = new boolean[operations.size()];
    List<String> set = new ArrayList<>();
    for (int i = 0; i < members.length; i++) {
      members[i] = first < 0 || i == first || i == second;
      if (members[i]) {
        set.add(operations.get(i));
      }
    }
    sets.add(members);
    ONLY.forEach(measure -> features.add(new Feature.Paths("only", set, measure)));
    ON.forEach(measure -> features.add(new Feature.Paths("on", set, measure)));
  }

  /** Returns the features of all operations on the paths of some topologies. */
  static PathFeatures of(List<Map<String, Double>> topologies) {
    TreeSet<String> operations = new TreeSet<>();
    for (Map<String, Double> topology : topologies) {
      topology.keySet().stream()
          .filter(PathFeatures::isPath)
          .forEach(path -> operations.addAll(steps(path)));
    }
    return new PathFeatures(List.copyOf(operations));
  }

  /** Returns whether a topology feature counts paths. */
  static boolean isPath(String name) {
    return name.startsWith(PATH);
  }

  private static List<String> steps(String path) {
    String steps = path.substring(PATH.length());
    return steps.isEmpty() ? List.of() : List.of(steps.split(">"));
  }

  /** Returns the operations. */
  List<String> operations() {
    return operations;
  }

  /** Returns the features, in the order of {@link #read}. */
  List<Feature.Paths> features() {
    return features;
  }

  /**
   * Returns the features of one cell.
   *
   * @param topology as {@link Topology#features} returns it
   */
  double[] read(Map<String, Double> topology) {
    double[] values = new double[features.size()];
    for (int set = 0; set < sets.size(); set++) {
      int at = set * (ONLY.size() + ON.size());
      Arrays.fill(values, at, at + ONLY.size() + ON.size(), NO_LONGEST);
      values[at] = NO_SHORTEST;
      values[at + 2] = 0;
    }
    double paths = 0;
    for (Map.Entry<String, Double> entry : topology.entrySet()) {
      if (isPath(entry.getKey())) {
        add(counted.computeIfAbsent(entry.getKey(), this::count), entry.getValue(), paths, values);
        paths += entry.getValue();
      }
    }
    return values;
  }

  private Path count(String name) {
    int[] steps = steps(name).stream().mapToInt(operations::indexOf).toArray();
    return new Path(
        steps.length,
        sets.stream()
            .mapToInt(
                set -> (int) Arrays.stream(steps).filter(step -> step >= 0 && set[step]).count())
            .toArray());
  }

  private void add(Path path, double times, double before, double[] values) {
    for (int set = 0; set < sets.size(); set++) {
      int count = path.counts()[set];
      int at = set * (ONLY.size() + ON.size());
      if (count == path.length()) {
        values[at] = Math.min(values[at], count);
        values[at + 1] = Math.max(values[at + 1], count);
        values[at + 2] += times;
      }
      values[at + 3] = before == 0 ? count : Math.min(values[at + 3], count);
      values[at + 4] = Math.max(values[at + 4], count);
      values[at + 5] =
          before == 0 ? count : (values[at + 5] * before + count * times) / (before + times);
    }
  }
}
