package org.parzc.importance;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.parzc.model.Predictor;

/**
 * Importance of nodes, or of statistics, for predictors, by four methods; {@link ImportanceStudy}
 * finds it out.
 *
 * @param by what the features of a group share
 * @param tau Kendall's τ of MABN on the architectures not trained on
 * @param groups a row per feature group, the one with the largest gradient first
 */
public record NodeImportance(FeatureGroup.By by, double tau, List<Row> groups) {
  /** Copies the rows. */
  public NodeImportance {
    groups = List.copyOf(groups);
  }

  /** Returns the groups that are about nodes, in the order in which these stand in the network. */
  public List<Row> alongNetwork() {
    return groups.stream()
        .filter(row -> row.place() != null)
        .sorted(Comparator.comparing(Row::place))
        .toList();
  }

  /** Returns the group that has most of something; empty if there are no groups. */
  public static Optional<Row> most(List<Row> groups, ToDoubleFunction<Row> share) {
    return groups.stream().max(Comparator.comparingDouble(share));
  }

  /**
   * What the methods say of a group. The first three are shares of all groups, in [0, 1], with a
   * sum of 1; all 0 if the method finds nothing at all.
   *
   * @param group name of the group
   * @param features number of its features
   * @param gradient share of MABN's sensitivity: per feature |∂score/∂feature| times the feature's
   *     standard deviation, averaged over the architectures not trained on; the score is the
   *     average of the members'
   * @param spread standard deviation of {@code gradient} over networks drawn from the posterior:
   *     how uncertain it is
   * @param posterior share of the posterior's signal: per feature {@link Predictor#learntSignal}
   *     times the feature's standard deviation
   * @param trees share of the total gain of {@link org.parzc.rankers.BoostedTrees}
   * @param permutation by how much τ drops when the group's features are permuted among the
   *     architectures not trained on, in [−2, 2]; not a share
   * @param place where the nodes stand in the network, from 0 for the first to 1 for the last,
   *     averaged over architectures and repetitions; null if the group is of no node
   */
  public record Row(
      String group,
      int features,
      double gradient,
      double spread,
      double posterior,
      double trees,
      double permutation,
      @JsonInclude(JsonInclude.Include.NON_NULL) Double place) {}
}
