package org.parzc.ranking;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.parzc.model.Example;
import org.parzc.model.Scores;
import org.parzc.statistics.ArchitectureStatistics;
import org.parzc.statistics.NodeStatistics;
import org.parzc.statistics.Quantity;
import org.parzc.statistics.Statistics;

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
  public static List<ProxyRanker> all(List<ArchitectureStatistics> sample) {
    return chosen(sample, statistic -> true, proxy -> true);
  }

  /**
   * Returns those of {@link #all} whose definition says that more is better: sizes, every network-level proxy of
   * {@link Statistics}, and the sums of its statistics but for those of either sign ({@code plain}, {@code grasp}),
   * whose terms cancel. Published proxies are left out, since their files do not say which way they point.
   *
   * @param sample tells which statistics and proxies were recorded
   */
  public static List<ProxyRanker> directed(List<ArchitectureStatistics> sample) {
    Set<String> unsigned = Statistics.nodeWise().stream()
        .filter(statistic -> statistic.scale() != Quantity.Scale.SIGNED).map(Quantity::name)
        .collect(Collectors.toSet());
    Set<String> measured = Statistics.networkLevel().stream().map(Quantity::name).collect(Collectors.toSet());
    return chosen(sample, unsigned::contains, measured::contains);
  }

  private static List<ProxyRanker> chosen(List<ArchitectureStatistics> sample, Predicate<String> statistics,
      Predicate<String> proxies) {
    List<ProxyRanker> rankers = new ArrayList<>();
    rankers.add(new ProxyRanker("#params", ArchitectureStatistics::parameters));
    rankers.add(new ProxyRanker("FLOPs", ArchitectureStatistics::flops));
    sample.stream().flatMap(one -> one.nodes().stream()).flatMap(node -> node.values().keySet().stream()).distinct()
        .filter(statistics)
        .forEach(statistic -> rankers.add(new ProxyRanker("Σ " + statistic, one -> sum(one, statistic))));
    sample.stream().flatMap(one -> one.proxies().keySet().stream()).distinct().filter(proxies)
        .forEach(proxy -> rankers.add(new ProxyRanker(proxy, one -> one.proxies().getOrDefault(proxy, Double.NaN))));
    return rankers;
  }

  /** Returns NaN if no node has the statistic: what is not known is not 0. */
  private static double sum(ArchitectureStatistics architecture, String statistic) {
    return architecture.nodes().stream().map(NodeStatistics::values).filter(values -> values.containsKey(statistic))
        .map(values -> values.get(statistic)).reduce(Double::sum).orElse(Double.NaN);
  }

  @Override
  public Scores rank(List<Example> labelled, double[] labels, List<Example> candidates, long seed) {
    return Scores.certain(candidates.stream().map(Example::statistics).mapToDouble(score).toArray());
  }
}
