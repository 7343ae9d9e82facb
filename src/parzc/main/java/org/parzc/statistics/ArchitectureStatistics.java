package org.parzc.statistics;

import com.google.common.collect.ImmutableMap;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Everything measured of one architecture at initialisation. What was measured is its {@linkplain
 * org.parzc.space.Architecture#representative() representative}: parts that cannot matter have no
 * rows, and no share in the sizes.
 *
 * @param architecture the architecture's text
 * @param parameters number of trainable parameters
 * @param flops multiply-adds of the weighted layers, and of attention's products, for one image
 * @param depth largest number of weighted layers on one live path
 * @param nodes one row per weighted layer, in execution order
 * @param proxies network-level proxy to value, which may be infinite or NaN where the computation
 *     was; one that the network does not have is absent
 * @param recorded what was asked for, absent ones too
 */
public record ArchitectureStatistics(
    String architecture,
    long parameters,
    long flops,
    int depth,
    List<NodeStatistics> nodes,
    Map<String, Double> proxies,
    Recorded recorded) {
  /** Copies the collections, keeping their order. */
  public ArchitectureStatistics {
    nodes = List.copyOf(nodes);
    proxies = ImmutableMap.copyOf(proxies);
  }

  /**
   * Makes statistics of which nothing that was asked for is absent, in a space that is not known.
   */
  public ArchitectureStatistics(
      String architecture,
      long parameters,
      long flops,
      int depth,
      List<NodeStatistics> nodes,
      Map<String, Double> proxies) {
    this(architecture, parameters, flops, depth, nodes, proxies, Recorded.of(nodes, proxies));
  }

  /**
   * Returns these statistics as those of another architecture, of which this one is the
   * representative.
   */
  public ArchitectureStatistics as(String other) {
    return new ArchitectureStatistics(other, parameters, flops, depth, nodes, proxies, recorded);
  }

  /**
   * Returns these statistics with more network-level proxies.
   *
   * @param more those that the architecture has
   * @param asked names of all that were asked for
   */
  public ArchitectureStatistics with(Map<String, Double> more, Collection<String> asked) {
    return new ArchitectureStatistics(
        architecture,
        parameters,
        flops,
        depth,
        nodes,
        ImmutableMap.<String, Double>builder().putAll(proxies).putAll(more).build(),
        recorded.with(asked));
  }
}
