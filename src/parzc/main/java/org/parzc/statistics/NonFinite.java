package org.parzc.statistics;

import com.google.common.collect.ImmutableMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where the numbers of some architectures are not finite.
 *
 * @param nodes nodes with a non-finite weight or gradient entry
 * @param statistics node-wise statistic to the number of its values that are NaN or infinite, where
 *     there are any
 * @param proxies network-level proxy to the number of its values that are NaN or infinite, where
 *     there are any
 */
public record NonFinite(long nodes, Map<String, Long> statistics, Map<String, Long> proxies) {
  /** Every number is finite. */
  public static final NonFinite NONE = new NonFinite(0, Map.of(), Map.of());

  /** Copies the maps, keeping their order. */
  public NonFinite {
    statistics = ImmutableMap.copyOf(statistics);
    proxies = ImmutableMap.copyOf(proxies);
  }

  /** Returns the counts with those of one architecture more. */
  public NonFinite with(ArchitectureStatistics one) {
    Map<String, Long> ofNodes = new LinkedHashMap<>(statistics);
    one.nodes().forEach(node -> count(node.values(), ofNodes));
    Map<String, Long> ofNetworks = new LinkedHashMap<>(proxies);
    count(one.proxies(), ofNetworks);
    return new NonFinite(
        nodes + one.nodes().stream().filter(node -> node.nonFinite() > 0).count(),
        ofNodes,
        ofNetworks);
  }

  private static void count(Map<String, Double> values, Map<String, Long> counts) {
    values.forEach(
        (name, value) -> {
          if (!Double.isFinite(value)) {
            counts.merge(name, 1L, Long::sum);
          }
        });
  }

  /** Returns whether every number is finite. */
  public boolean isEmpty() {
    return nodes == 0 && statistics.isEmpty() && proxies.isEmpty();
  }

  /**
   * Returns one line for the user, such as {@code 3 nodes with non-finite entries; non-finite
   * values: grasp 2, network zico 1}.
   */
  public String line() {
    String counts =
        Stream.concat(
                statistics.entrySet().stream()
                    .map(count -> count.getKey() + " " + count.getValue()),
                proxies.entrySet().stream()
                    .map(count -> "network " + count.getKey() + " " + count.getValue()))
            .collect(Collectors.joining(", "));
    return "%d %s with non-finite entries; non-finite values: %s"
        .formatted(nodes, nodes == 1 ? "node" : "nodes", counts.isEmpty() ? "none" : counts);
  }
}
