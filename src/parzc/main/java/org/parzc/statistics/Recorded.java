package org.parzc.statistics;

import com.google.common.collect.ImmutableSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What was asked for when an architecture was measured, whether its network has it or not: the
 * difference between a number that nobody asked for and one that cannot be had.
 *
 * @param space name of the search space; empty if it is not known
 * @param statistics names of the node-wise statistics
 * @param proxies names of the network-level proxies, published ones too
 * @param scales scales of those that are not ParZC's own
 */
public record Recorded(String space, Set<String> statistics, Set<String> proxies, Scales scales) {
  /** Copies the sets, keeping their order. */
  public Recorded {
    statistics = ImmutableSet.copyOf(statistics);
    proxies = ImmutableSet.copyOf(proxies);
  }

  /** Makes a record of names; what they mean is what ParZC and the jars on the class path say. */
  public Recorded(String space, Set<String> statistics, Set<String> proxies) {
    this(space, statistics, proxies, Scales.registered(statistics, proxies));
  }

  /** Returns what is there, of a space that is not known. */
  static Recorded of(List<NodeStatistics> nodes, Map<String, Double> proxies) {
    return new Recorded(
        "",
        nodes.stream()
            .flatMap(node -> node.values().keySet().stream())
            .collect(ImmutableSet.toImmutableSet()),
        proxies.keySet());
  }

  /** Returns this with more network-level proxies. */
  Recorded with(Collection<String> more) {
    return new Recorded(
        space,
        statistics,
        ImmutableSet.<String>builder().addAll(proxies).addAll(more).build(),
        scales);
  }
}
