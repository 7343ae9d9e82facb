package org.parzc.importance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.parzc.model.Feature;

/**
 * A group of features that is permuted together, and so has one importance.
 *
 * @param name what they share
 * @param features their positions, ascending
 */
public record FeatureGroup(Name name, List<Integer> features) {
  /** Begins the names of what belongs to no node. */
  private static final String NETWORK = "network: ";

  /** What the features of a group share. */
  public enum By {
    /**
     * The slot group of the nodes that they are about; sums and means over all nodes, network-level
     * proxies, size and topology are one group each.
     */
    NODE,
    /**
     * The statistic or network-level proxy; counts of operations, size and topology are one group
     * each.
     */
    STATISTIC,
    /**
     * Both: a statistic at a slot group, named {@code GROUP:STATISTIC}; the rest as with {@link
     * #NODE}.
     */
    NODE_STATISTIC
  }

  /**
   * What features share.
   *
   * @param node slot group of the nodes that they are about, if they are about some
   * @param what the statistic or kind of feature, if it is one; of no node it begins with {@code
   *     network: } unless it sums up nodes
   */
  public record Name(Optional<String> node, Optional<String> what) {
    private static Name ofNode(String node, String what, By by) {
      return switch (by) {
        case NODE -> new Name(Optional.of(node), Optional.empty());
        case STATISTIC -> new Name(Optional.empty(), Optional.of(what));
        case NODE_STATISTIC -> new Name(Optional.of(node), Optional.of(what));
      };
    }

    private static Name ofNetwork(String what) {
      return new Name(Optional.empty(), Optional.of(NETWORK + what));
    }

    /** Returns the name as tables and files show it, such as {@code stage1.0->1:snip}. */
    public String text() {
      return Stream.of(node, what).flatMap(Optional::stream).collect(Collectors.joining(":"));
    }

    /**
     * Returns the name of a {@link #text}.
     *
     * @param by what the groups share
     */
    public static Name parse(String text, By by) {
      if (by == By.STATISTIC || text.startsWith(NETWORK)) {
        return new Name(Optional.empty(), Optional.of(text));
      }
      int colon = by == By.NODE ? -1 : text.lastIndexOf(':');
      return colon < 0
          ? new Name(Optional.of(text), Optional.empty())
          : ofNode(text.substring(0, colon), text.substring(colon + 1), by);
    }
  }

  /** Copies the positions. */
  public FeatureGroup {
    features = List.copyOf(features);
  }

  /** Returns the groups of features, in the order of their first ones. */
  static List<FeatureGroup> all(List<Feature> features, By by) {
    Map<Name, List<Integer>> groups = new LinkedHashMap<>();
    for (int position = 0; position < features.size(); position++) {
      groups
          .computeIfAbsent(name(features.get(position), by), unused -> new ArrayList<>())
          .add(position);
    }
    return groups.entrySet().stream()
        .map(group -> new FeatureGroup(group.getKey(), group.getValue()))
        .toList();
  }

  private static Name name(Feature feature, By by) {
    if (feature instanceof Feature.SlotStatistic slot) {
      return Name.ofNode(slot.group(), slot.statistic(), by);
    } else if (feature instanceof Feature.SlotOperation slot) {
      return Name.ofNode(slot.group(), "operations", by);
    } else if (feature instanceof Feature.Mean mean) {
      return ofAllNodes(mean.statistic(), by);
    } else if (feature instanceof Feature.Sum sum) {
      return ofAllNodes(sum.statistic(), by);
    } else if (feature instanceof Feature.Proxy proxy) {
      return Name.ofNetwork(by == By.STATISTIC ? proxy.proxy() : "proxies");
    }
    return Name.ofNetwork(feature instanceof Feature.Size ? "size" : "topology");
  }

  private static Name ofAllNodes(String statistic, By by) {
    return by == By.STATISTIC
        ? new Name(Optional.empty(), Optional.of(statistic))
        : Name.ofNetwork("sums");
  }

  /** Returns the sum of the group's values among those of all features. */
  double sum(double[] values) {
    return features.stream().mapToDouble(feature -> values[feature]).sum();
  }
}
