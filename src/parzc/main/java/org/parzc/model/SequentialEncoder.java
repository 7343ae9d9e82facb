package org.parzc.model;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.parzc.InputException;
import org.parzc.dataset.Example;
import org.parzc.statistics.NodeStatistics;

/**
 * The node vector of the ParZC paper: the mean grad-norm, SNIP and SynFlow of each node, each
 * min–max scaled within the architecture, node after node, zeros at the end and where a value is
 * not finite.
 *
 * @param nodes number of nodes of the longest architecture seen; further nodes are cut
 */
public record SequentialEncoder(int nodes) implements FeatureEncoder {
  private static final List<String> STATISTICS = List.of("grad_norm", "snip", "synflow_bn");

  static SequentialEncoder fit(List<Example> examples) {
    for (String statistic : STATISTICS) {
      boolean recorded =
          examples.stream()
              .flatMap(example -> example.statistics().nodes().stream())
              .anyMatch(node -> node.values().containsKey(statistic));
      if (!recorded) {
        throw new InputException(
            "preset paper needs the statistics %s; the store lacks %s; all are measured where all are asked for"
                .formatted(String.join(", ", STATISTICS), statistic));
      }
    }
    return new SequentialEncoder(
        examples.stream().mapToInt(example -> example.statistics().nodes().size()).max().orElse(0));
  }

  @Override
  public Inputs inputs() {
    return new Inputs(Set.copyOf(STATISTICS), Set.of(), false);
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
      double[] means =
          example.statistics().nodes().stream()
              .limit(nodes)
              .mapToDouble(node -> mean(node, statistic))
              .toArray();
      double min = Arrays.stream(means).filter(Double::isFinite).min().orElse(0);
      double max = Arrays.stream(means).filter(Double::isFinite).max().orElse(0);
      for (int n = 0; n < means.length && max - min > 0; n++) {
        if (Double.isFinite(means[n])) {
          features[n * STATISTICS.size() + s] = (means[n] - min) / (max - min);
        }
      }
    }
    return features;
  }

  /**
   * Returns half the mean over the weights, so that a difference of two cannot overflow; NaN if
   * there is none.
   */
  private static double mean(NodeStatistics node, String statistic) {
    return node.values().getOrDefault(statistic, Double.NaN) / 2 / node.weights();
  }
}
