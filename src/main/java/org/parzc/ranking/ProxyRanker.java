package org.parzc.ranking;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.parzc.model.Example;
import org.parzc.statistics.ArchitectureStatistics;
import org.parzc.statistics.NodeStatistics;

/**
 * A score that needs no labels.
 *
 * @param name name shown in tables
 * @param score score of one architecture, higher for better ones
 */
public record ProxyRanker(String name, ToDoubleFunction<ArchitectureStatistics> score) implements Ranker {
  /**
   * Returns the usual baselines: #params, FLOPs, each statistic summed over the nodes, each network-level proxy.
   *
   * @param sample tells which statistics and proxies were recorded
   */
  public static List<Ranker> all(List<ArchitectureStatistics> sample) {
    List<Ranker> rankers = new ArrayList<>();
    rankers.add(new ProxyRanker("#params", ArchitectureStatistics::parameters));
    rankers.add(new ProxyRanker("FLOPs", ArchitectureStatistics::flops));
    sample.stream().flatMap(one -> one.nodes().stream()).flatMap(node -> node.values().keySet().stream()).distinct()
        .forEach(statistic -> rankers.add(new ProxyRanker("Σ " + statistic, one -> sum(one, statistic))));
    sample.stream().map(ArchitectureStatistics::proxies).map(Map::keySet).flatMap(names -> names.stream()).distinct()
        .forEach(proxy -> rankers.add(new ProxyRanker(proxy, one -> one.proxies().getOrDefault(proxy, Double.NaN))));
    return rankers;
  }

  /** Returns NaN if no node has the statistic: what is not known is not 0. */
  private static double sum(ArchitectureStatistics architecture, String statistic) {
    return architecture.nodes().stream().map(NodeStatistics::values).filter(values -> values.containsKey(statistic))
        .map(values -> values.get(statistic)).reduce(Double::sum).orElse(Double.NaN);
  }

  @Override
  public double[] rank(List<Example> labelled, double[] labels, List<Example> candidates, long seed) {
    return candidates.stream().map(Example::statistics).mapToDouble(score).toArray();
  }
}
