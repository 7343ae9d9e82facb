package org.parzc.model;

import java.util.List;
import java.util.function.Predicate;
import org.parzc.InputException;
import org.parzc.statistics.NodeStatistics;

/**
 * The node vector of the ParZC paper: the mean grad-norm, SNIP and SynFlow of each node, each min–max scaled within the
 * architecture, node after node, zeros at the end.
 *
 * @param nodes number of nodes of the longest architecture seen; further nodes are cut
 */
public record SequentialEncoder(int nodes) implements FeatureEncoder {
  private static final List<String> STATISTICS = List.of("grad_norm", "snip", "synflow_bn");

  static SequentialEncoder fit(List<Example> examples) {
    for (String statistic : STATISTICS) {
      boolean recorded = examples.stream().flatMap(example -> example.statistics().nodes().stream())
          .anyMatch(node -> node.values().containsKey(statistic));
      if (!recorded) {
        throw new InputException("preset paper needs the statistics %s; the store lacks %s"
            .formatted(String.join(", ", STATISTICS), statistic));
      }
    }
    return new SequentialEncoder(examples.stream().mapToInt(example -> example.statistics().nodes().size()).max()
        .orElse(0));
  }

  @Override
  public int width() {
    return nodes * STATISTICS.size();
  }

  @Override
  public double[] encode(Example example) {
    double[] features = new double[width()];
    for (int s = 0; s < STATISTICS.size(); s++) {
      String statistic = STATISTICS.get(s);
      List<NodeStatistics> present = example.statistics().nodes().stream()
          .filter(has(statistic)).limit(nodes).toList();
      double min = present.stream().mapToDouble(node -> mean(node, statistic)).min().orElse(0);
      double max = present.stream().mapToDouble(node -> mean(node, statistic)).max().orElse(0);
      for (int n = 0; n < present.size() && max > min; n++) {
        features[n * STATISTICS.size() + s] = (mean(present.get(n), statistic) - min) / (max - min);
      }
    }
    return features;
  }

  private static Predicate<NodeStatistics> has(String statistic) {
    return node -> node.values().containsKey(statistic) && Double.isFinite(node.values().get(statistic));
  }

  private static double mean(NodeStatistics node, String statistic) {
    return node.values().get(statistic) / node.weights();
  }
}
