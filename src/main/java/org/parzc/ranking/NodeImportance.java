package org.parzc.ranking;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.parzc.model.AlignedEncoder;
import org.parzc.model.Example;
import org.parzc.model.MabnSettings;
import org.parzc.model.Predictor;
import org.parzc.parallel.InOrder;

/**
 * Which nodes, or which statistics, predictors look at, told by four methods. MABN's recommended preset and boosted trees
 * are trained on the same features of some labelled architectures; the others show what MABN does with them.
 *
 * @param tau Kendall's τ of MABN on the architectures not trained on
 * @param groups a row per feature group, the one with the largest gradient first
 */
public record NodeImportance(double tau, List<Row> groups) {
  /**
   * What the methods say of a group. The first three are shares of all groups, in [0, 1], with a sum of 1; all 0 if the
   * method finds nothing at all.
   *
   * @param group name of the group
   * @param features number of its features
   * @param gradient share of MABN's sensitivity: per feature |∂score/∂feature| times the feature's deviation, averaged
   *     over the architectures not trained on; the score is the average of the members'
   * @param posterior share of the posterior's signal: per feature {@link Predictor#signalToNoise} times the feature's
   *     deviation
   * @param trees share of the total gain of {@link BoostedTrees}
   * @param permutation by how much τ drops when the group's features are permuted among the architectures not trained
   *     on, in [−2, 2]; not a share
   */
  public record Row(String group, int features, double gradient, double posterior, double trees,
      double permutation) {}

  /**
   * Trains on the first examples of a split and looks at what was learnt.
   *
   * @param examples all labelled architectures
   * @param labels one per example
   * @param split in which order labels are asked for; its seed fixes all that is random
   * @param budget number of labels to train on, at least 2 and at least 2 fewer than there are
   * @param by what the features of a group share
   * @param permutations permutations per group, at least 1
   * @param threads groups permuted at a time; results do not depend on it
   * @throws org.parzc.InputException if the features of the examples trained on do not differ
   */
  public static NodeImportance of(List<Example> examples, double[] labels, Split split, int budget, FeatureGroup.By by,
      int permutations, int threads) {
    int[] training = split.training(budget);
    int[] others = split.others(budget);
    double[] known = pick(labels, training);
    try (Predictor predictor = Predictor.train(pick(examples, training), known, MabnSettings.recommended(),
        split.seed())) {
      AlignedEncoder encoder = (AlignedEncoder) predictor.encoder();
      double[][] rows = encode(encoder, pick(examples, others));
      double[] gradients = scaled(meanSizes(predictor.gradients(rows)), encoder.columns());
      double[] posterior = scaled(predictor.signalToNoise(), encoder.columns());
      List<String> names = encoder.columns().stream().map(AlignedEncoder.Column::name).toList();
      double[] gains = gains(names, encode(encoder, pick(examples, training)), known, split.seed());
      PermutationImportance permutation = new PermutationImportance(predictor::score, rows, pick(labels, others),
          permutations, split.seed());
      List<Row> found = new ArrayList<>();
      InOrder.run(FeatureGroup.all(names, by), threads, group -> new Row(group.name(), group.features().size(),
          share(group, gradients), share(group, posterior), share(group, gains), permutation.drop(group)), found::add);
      found.sort(Comparator.comparingDouble(Row::gradient).reversed());
      return new NodeImportance(permutation.tau(), List.copyOf(found));
    }
  }

  private static List<Example> pick(List<Example> examples, int[] indices) {
    return Arrays.stream(indices).mapToObj(examples::get).toList();
  }

  private static double[] pick(double[] labels, int[] indices) {
    return Arrays.stream(indices).mapToDouble(i -> labels[i]).toArray();
  }

  private static double[][] encode(AlignedEncoder encoder, List<Example> examples) {
    return examples.stream().map(encoder::encode).toArray(double[][]::new);
  }

  private static double[] meanSizes(double[][] rows) {
    double[] means = new double[rows[0].length];
    for (double[] row : rows) {
      for (int i = 0; i < means.length; i++) {
        means[i] += Math.abs(row[i]) / rows.length;
      }
    }
    return means;
  }

  /** Multiplies what is said per unit of an encoded feature by how far the feature spreads. */
  private static double[] scaled(double[] values, List<AlignedEncoder.Column> columns) {
    double[] scaled = values.clone();
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] *= columns.get(i).weight();
    }
    return scaled;
  }

  private static double[] gains(List<String> names, double[][] rows, double[] labels, long seed) {
    try (BoostedTrees trees = BoostedTrees.train(names, rows, labels, seed)) {
      return trees.importance().values().stream().mapToDouble(Double::doubleValue).toArray();
    }
  }

  private static double share(FeatureGroup group, double[] values) {
    double sum = Arrays.stream(values).sum();
    return sum == 0 ? 0 : group.sum(values) / sum;
  }
}
