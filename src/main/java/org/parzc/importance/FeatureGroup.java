package org.parzc.importance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Features whose importance is told together.
 *
 * @param name what they share; {@code network: …} for what belongs to no node
 * @param features their positions, ascending
 */
public record FeatureGroup(String name, List<Integer> features) {
  /** What the features of a group share. */
  public enum By {
    /**
     * The slot group of the nodes that they are about; sums and means over all nodes, network-level proxies, size and
     * topology are one group each.
     */
    NODE,
    /** The statistic or network-level proxy; counts of operations, size and topology are one group each. */
    STATISTIC,
    /** Both: a statistic at a slot group, named {@code GROUP:STATISTIC}; the rest as with {@link #NODE}. */
    NODE_STATISTIC
  }

  /** Copies the positions. */
  public FeatureGroup {
    features = List.copyOf(features);
  }

  /**
   * Returns the groups of features, in the order of their first ones.
   *
   * @param names names of the features, as {@link org.parzc.model.AlignedEncoder} has them
   * @throws IllegalArgumentException if a name is none of those
   */
  static List<FeatureGroup> all(List<String> names, By by) {
    Map<String, List<Integer>> groups = new LinkedHashMap<>();
    for (int position = 0; position < names.size(); position++) {
      groups.computeIfAbsent(group(names.get(position), by), unused -> new ArrayList<>()).add(position);
    }
    return groups.entrySet().stream().map(group -> new FeatureGroup(group.getKey(), group.getValue())).toList();
  }

  private static String group(String feature, By by) {
    int colon = feature.indexOf(':');
    String rest = feature.substring(colon + 1);
    return switch (feature.substring(0, Math.max(0, colon))) {
      case "slot" -> name(rest.substring(0, rest.lastIndexOf(':')), rest.substring(rest.lastIndexOf(':') + 1), by);
      case "node" -> name(rest.substring(0, rest.lastIndexOf('=')), "operations", by);
      case "mean", "sum" -> by == By.STATISTIC ? rest : "network: sums";
      case "proxy" -> "network: " + (by == By.STATISTIC ? rest : "proxies");
      case "size" -> "network: size";
      case "topology", "paths" -> "network: topology";
      default -> throw new IllegalArgumentException("not the name of a feature: " + feature);
    };
  }

  private static String name(String node, String statistic, By by) {
    return switch (by) {
      case NODE -> node;
      case STATISTIC -> statistic;
      case NODE_STATISTIC -> node + ":" + statistic;
    };
  }

  /** Returns the sum of the group's values among those of all features. */
  double sum(double[] values) {
    return features.stream().mapToDouble(feature -> values[feature]).sum();
  }
}
