package org.parzc.statistics;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.parzc.labels.PublishedScores;

/**
 * A score of a whole architecture that needs no labels: a size, a statistic summed over the nodes,
 * or a network-level proxy.
 *
 * @param name name shown in tables
 * @param score score of one architecture, higher for better ones
 */
public record ZeroCostProxy(String name, ToDoubleFunction<ArchitectureStatistics> score) {
  /**
   * Returns all: #params, FLOPs, each statistic summed over the nodes, each network-level proxy.
   *
   * @param sample tells which statistics and proxies were recorded
   */
  public static List<ZeroCostProxy> all(List<ArchitectureStatistics> sample) {
    return chosen(sample, statistic -> true, proxy -> true);
  }

  /**
   * Returns those of {@link #all} whose definition says that more is better: sizes, every
   * network-level proxy, and the sums of statistics but for those of either sign ({@code plain},
   * {@code grasp}), whose terms cancel. Left out are published proxies, since their files do not
   * say which way they point, and what has no known scale.
   *
   * @param sample tells which statistics and proxies were recorded
   * @throws org.parzc.InputException if the sample is not of one mind about a scale
   */
  public static List<ZeroCostProxy> directed(List<ArchitectureStatistics> sample) {
    Scales scales = Scales.merged(sample.stream().map(one -> one.recorded().scales()));
    return chosen(
        sample,
        name ->
            scales.ofStatistic(name).filter(scale -> scale != Quantity.Scale.SIGNED).isPresent(),
        name -> !name.startsWith(PublishedScores.PREFIX) && scales.ofProxy(name).isPresent());
  }

  private static List<ZeroCostProxy> chosen(
      List<ArchitectureStatistics> sample,
      Predicate<String> statistics,
      Predicate<String> proxies) {
    List<ZeroCostProxy> all = new ArrayList<>();
    all.add(new ZeroCostProxy("#params", ArchitectureStatistics::parameters));
    all.add(new ZeroCostProxy("FLOPs", ArchitectureStatistics::flops));
    sample.stream()
        .flatMap(one -> one.nodes().stream())
        .flatMap(node -> node.values().keySet().stream())
        .distinct()
        .filter(statistics)
        .forEach(
            statistic -> all.add(new ZeroCostProxy("Σ " + statistic, one -> sum(one, statistic))));
    sample.stream()
        .flatMap(one -> one.proxies().keySet().stream())
        .distinct()
        .filter(proxies)
        .forEach(
            proxy ->
                all.add(
                    new ZeroCostProxy(
                        proxy, one -> one.proxies().getOrDefault(proxy, Double.NaN))));
    return all;
  }

  /** Returns NaN if no node has the statistic: what is not known is not 0. */
  private static double sum(ArchitectureStatistics architecture, String statistic) {
    return architecture.nodes().stream()
        .map(NodeStatistics::values)
        .filter(values -> values.containsKey(statistic))
        .map(values -> values.get(statistic))
        .reduce(Double::sum)
        .orElse(Double.NaN);
  }
}
